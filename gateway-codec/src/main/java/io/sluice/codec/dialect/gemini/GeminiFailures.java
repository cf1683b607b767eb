package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.UpstreamError;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.FailureReader;
import io.sluice.codec.dialect.neutral.FailureWriter;
import io.sluice.codec.dialect.neutral.VendorFailures;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Refusals in the words of google.rpc. Stateless, cold. */
final class GeminiFailures implements FailureReader, FailureWriter {
    static final GeminiFailures INSTANCE = new GeminiFailures();

    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;
    private static final int SERVER_ERROR = 500;
    private static final long MS_PER_SECOND = 1_000;

    private static final byte[] ERROR = JsonWriter.name("error");
    private static final byte[] CODE = JsonWriter.name("code");
    private static final byte[] MESSAGE = JsonWriter.name("message");
    private static final byte[] STATUS = JsonWriter.name("status");
    private static final byte[] DETAILS = JsonWriter.name("details");
    private static final byte[] TYPE = JsonWriter.name("@type");
    private static final byte[] RETRY_DELAY = JsonWriter.name("retryDelay");
    private static final byte[] REASON = JsonWriter.name("reason");
    private static final byte[] DOMAIN = JsonWriter.name("domain");
    private static final byte[] REQUEST_ID = JsonWriter.name("requestId");

    private GeminiFailures() {}

    @Override
    public Failure read(ByteBuf body, int index, int length, int status, long retryAfterMs) {
        final UpstreamError error = UpstreamError.read(body, index, length, status);
        final Failure failure = VendorFailures.of(error, retryAfterMs);
        final ErrorType worded = error.lacksQuota() || failure.type() == ErrorType.INVALID_API_KEY
                ? null
                : ofWord(error.type(), failure.status());
        return worded == null
                ? failure
                : new Failure(
                        worded,
                        failure.status(),
                        failure.message(),
                        failure.code(),
                        failure.param(),
                        failure.retryAfterMs());
    }

    private static @Nullable ErrorType ofWord(@Nullable String word, int status) {
        if (word == null || status == 413) {
            return null;
        }
        return switch (word) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> ErrorType.INVALID_REQUEST;
            case "UNAUTHENTICATED" -> ErrorType.INVALID_API_KEY;
            case "PERMISSION_DENIED" -> status == 451 ? ErrorType.CONTENT_BLOCKED : ErrorType.PERMISSION_DENIED;
            case "NOT_FOUND" -> ErrorType.MODEL_NOT_FOUND;
            case "ABORTED", "ALREADY_EXISTS" -> ErrorType.CONFLICT;
            case "RESOURCE_EXHAUSTED" -> ErrorType.RATE_LIMIT_EXCEEDED;
            case "INTERNAL", "UNKNOWN" -> ErrorType.UPSTREAM_ERROR;
            case "UNAVAILABLE" -> ErrorType.OVERLOADED;
            case "DEADLINE_EXCEEDED" -> ErrorType.UPSTREAM_TIMEOUT;
            default -> null;
        };
    }

    @Override
    public int status(Failure failure) {
        final int own = failure.type().status(Dialect.GEMINI);
        return switch (failure.type()) {
            case INVALID_REQUEST -> failure.status() / 100 == 4 ? failure.status() : own;
            case INVALID_API_KEY -> BAD_REQUEST;
            case UPSTREAM_ERROR -> failure.status() == SERVER_ERROR ? SERVER_ERROR : own;
            default -> own;
        };
    }

    private static String word(Failure failure, int status) {
        return switch (failure.type()) {
            case INVALID_API_KEY -> "INVALID_ARGUMENT";
            case INVALID_REQUEST ->
                status == CONFLICT
                        ? "ABORTED"
                        : status == BAD_REQUEST || status == 413 ? "INVALID_ARGUMENT" : "FAILED_PRECONDITION";
            default -> failure.type().geminiStatus();
        };
    }

    @Override
    public void write(Failure failure, String requestId, ByteBuf out) {
        write(failure, requestId, new JsonWriter().begin(out));
    }

    /** Writes the data of an error in a stream. */
    static void writeEvent(Failure failure, ByteBuf out) {
        write(failure, null, new JsonWriter().begin(out));
    }

    private static void write(Failure failure, @Nullable String requestId, JsonWriter json) {
        final int status = INSTANCE.status(failure);
        json.object().member(ERROR).object().member(CODE).number(status);
        json.member(MESSAGE).string(failure.message()).member(STATUS).string(word(failure, status));
        final boolean badKey = failure.type() == ErrorType.INVALID_API_KEY;
        if (requestId != null || badKey || failure.retryAfterMs() >= 0) {
            json.member(DETAILS).array();
            if (badKey) {
                json.object().member(TYPE).string("type.googleapis.com/google.rpc.ErrorInfo");
                json.member(REASON).string("API_KEY_INVALID");
                json.member(DOMAIN).string("googleapis.com").endObject();
            }
            if (failure.retryAfterMs() >= 0) {
                final long seconds = (failure.retryAfterMs() + MS_PER_SECOND - 1) / MS_PER_SECOND;
                json.object().member(TYPE).string("type.googleapis.com/google.rpc.RetryInfo");
                json.member(RETRY_DELAY).string(seconds + "s").endObject();
            }
            if (requestId != null) {
                json.object().member(TYPE).string("type.googleapis.com/google.rpc.RequestInfo");
                json.member(REQUEST_ID).string(requestId).endObject();
            }
            json.endArray();
        }
        json.endObject().endObject();
    }
}

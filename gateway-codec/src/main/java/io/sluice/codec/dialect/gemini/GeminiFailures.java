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

/** Refusals in the vendor's words. Stateless, cold. */
final class GeminiFailures implements FailureReader, FailureWriter {
    static final GeminiFailures INSTANCE = new GeminiFailures(false);
    /** For clients that asked for an array: a refusal is its one element. */
    static final GeminiFailures IN_ARRAY = new GeminiFailures(true);

    private static final String CONTEXT_LENGTH = "context_length_exceeded";
    private static final String RPC = "type.googleapis.com/google.rpc.";
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_LARGE = 413;
    private static final int BLOCKED = 451;
    private static final long MS_PER_S = 1_000;

    private static final byte[] ERROR = JsonWriter.name("error");
    private static final byte[] CODE = JsonWriter.name("code");
    private static final byte[] MESSAGE = JsonWriter.name("message");
    private static final byte[] STATUS = JsonWriter.name("status");
    private static final byte[] DETAILS = JsonWriter.name("details");
    private static final byte[] TYPE = JsonWriter.name("@type");
    private static final byte[] REASON = JsonWriter.name("reason");
    private static final byte[] DOMAIN = JsonWriter.name("domain");
    private static final byte[] RETRY_DELAY = JsonWriter.name("retryDelay");
    private static final byte[] REQUEST_ID = JsonWriter.name("requestId");

    private final boolean inArray;

    private GeminiFailures(boolean inArray) {
        this.inArray = inArray;
    }

    @Override
    public Failure read(ByteBuf body, int index, int length, int status, long retryAfterMs) {
        final UpstreamError error = UpstreamError.read(body, index, length, status);
        final ErrorType type = type(error);
        return new Failure(
                type,
                error.status(),
                error.message(),
                error.isContextLength() ? CONTEXT_LENGTH : error.code(),
                error.param(),
                retryAfterMs >= 0 ? retryAfterMs : error.retryAfterMs());
    }

    /** The word of the vendor's says more than the status, but for a bad credential and for what is too large. */
    private static ErrorType type(UpstreamError error) {
        if (error.lacksQuota()) {
            return ErrorType.INSUFFICIENT_QUOTA;
        }
        final ErrorType byStatus = VendorFailures.ofStatus(error.status());
        if (byStatus == ErrorType.INVALID_API_KEY || error.status() == TOO_LARGE) {
            return byStatus;
        }
        final ErrorType byWord = ofWord(error.type(), error.status());
        return byWord == null ? byStatus : byWord;
    }

    private static @Nullable ErrorType ofWord(@Nullable String word, int status) {
        if (word == null) {
            return null;
        }
        return switch (word) {
            case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE" -> ErrorType.INVALID_REQUEST;
            case "UNAUTHENTICATED" -> ErrorType.INVALID_API_KEY;
            case "PERMISSION_DENIED" -> status == BLOCKED ? ErrorType.CONTENT_BLOCKED : ErrorType.PERMISSION_DENIED;
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
            case INVALID_API_KEY -> BAD_REQUEST;
            case INVALID_REQUEST -> isCallersFault(failure.status()) ? failure.status() : own;
            case UPSTREAM_ERROR -> failure.status() == SERVER_ERROR ? SERVER_ERROR : own;
            default -> own;
        };
    }

    private static boolean isCallersFault(int status) {
        return status >= BAD_REQUEST && status < SERVER_ERROR;
    }

    private static String word(Failure failure, int status) {
        return switch (failure.type()) {
            case INVALID_API_KEY -> "INVALID_ARGUMENT";
            case INVALID_REQUEST ->
                status == BAD_REQUEST || status == TOO_LARGE ? "INVALID_ARGUMENT" : "FAILED_PRECONDITION";
            default -> failure.type().geminiStatus();
        };
    }

    @Override
    public void write(Failure failure, String requestId, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out);
        if (inArray) {
            json.array();
        }
        open(failure, json);
        details(failure, requestId, json);
        json.endObject().endObject();
        if (inArray) {
            json.endArray();
        }
    }

    /** Writes the object that ends a stream. */
    static void writeEvent(Failure failure, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out);
        open(failure, json);
        json.endObject().endObject();
    }

    private static void open(Failure failure, JsonWriter json) {
        final int status = INSTANCE.status(failure);
        json.object().member(ERROR).object();
        json.member(CODE).number(status).member(MESSAGE).string(failure.message());
        json.member(STATUS).string(word(failure, status));
    }

    private static void details(Failure failure, String requestId, JsonWriter json) {
        json.member(DETAILS).array();
        if (failure.type() == ErrorType.INVALID_API_KEY) {
            json.object().member(TYPE).string(RPC + "ErrorInfo");
            json.member(REASON).string("API_KEY_INVALID").member(DOMAIN).string("googleapis.com");
            json.endObject();
        }
        if (failure.retryAfterMs() >= 0) {
            final long seconds = (failure.retryAfterMs() + MS_PER_S - 1) / MS_PER_S;
            json.object().member(TYPE).string(RPC + "RetryInfo");
            json.member(RETRY_DELAY).string(seconds + "s").endObject();
        }
        json.object().member(TYPE).string(RPC + "RequestInfo");
        json.member(REQUEST_ID).string(requestId).endObject().endArray();
    }
}

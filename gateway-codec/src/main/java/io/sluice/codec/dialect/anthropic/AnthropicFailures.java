package io.sluice.codec.dialect.anthropic;

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
final class AnthropicFailures implements FailureReader, FailureWriter {
    static final AnthropicFailures INSTANCE = new AnthropicFailures();

    private static final String CONTEXT_LENGTH = "context_length_exceeded";
    private static final int BAD_REQUEST = 400;
    private static final int PAYMENT_REQUIRED = 402;
    private static final int SERVER_ERROR = 500;

    private static final byte[] TYPE = JsonWriter.name("type");
    private static final byte[] ERROR = JsonWriter.name("error");
    private static final byte[] MESSAGE = JsonWriter.name("message");
    private static final byte[] REQUEST_ID = JsonWriter.name("request_id");

    private AnthropicFailures() {}

    @Override
    public Failure read(ByteBuf body, int index, int length, int status, long retryAfterMs) {
        final UpstreamError error = UpstreamError.read(body, index, length, status);
        final ErrorType told = error.type() == null ? null : ofWord(error.type());
        final ErrorType type = told == null ? ofStatus(error) : told;
        return new Failure(
                type,
                status > 0 ? status : type.status(Dialect.ANTHROPIC),
                error.message(),
                error.isContextLength() ? CONTEXT_LENGTH : error.code(),
                error.param(),
                retryAfterMs >= 0 ? retryAfterMs : error.retryAfterMs());
    }

    private static @Nullable ErrorType ofWord(String word) {
        return switch (word) {
            case "invalid_request_error" -> ErrorType.INVALID_REQUEST;
            case "conflict_error" -> ErrorType.CONFLICT;
            case "authentication_error" -> ErrorType.INVALID_API_KEY;
            case "billing_error" -> ErrorType.INSUFFICIENT_QUOTA;
            case "permission_error" -> ErrorType.PERMISSION_DENIED;
            case "not_found_error" -> ErrorType.MODEL_NOT_FOUND;
            case "request_too_large" -> ErrorType.PAYLOAD_TOO_LARGE;
            case "rate_limit_error" -> ErrorType.RATE_LIMIT_EXCEEDED;
            case "api_error" -> ErrorType.UPSTREAM_ERROR;
            case "timeout_error" -> ErrorType.UPSTREAM_TIMEOUT;
            case "overloaded_error" -> ErrorType.OVERLOADED;
            default -> null;
        };
    }

    private static ErrorType ofStatus(UpstreamError error) {
        return error.lacksQuota() ? ErrorType.INSUFFICIENT_QUOTA : VendorFailures.ofStatus(error.status());
    }

    private static boolean isCallersFault(int status) {
        return status >= BAD_REQUEST && status < SERVER_ERROR;
    }

    @Override
    public int status(Failure failure) {
        final int own = failure.type().status(Dialect.ANTHROPIC);
        return switch (failure.type()) {
            case INVALID_REQUEST -> isCallersFault(failure.status()) ? failure.status() : own;
            case UPSTREAM_ERROR -> failure.status() == SERVER_ERROR ? SERVER_ERROR : own;
            case INSUFFICIENT_QUOTA -> PAYMENT_REQUIRED;
            default -> own;
        };
    }

    @Override
    public void write(Failure failure, String requestId, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out);
        open(failure, json);
        json.member(REQUEST_ID).string(requestId).endObject();
    }

    /** Writes the data of an error event. */
    static void writeEvent(Failure failure, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out);
        open(failure, json);
        json.endObject();
    }

    private static void open(Failure failure, JsonWriter json) {
        json.object().member(TYPE).string("error").member(ERROR).object();
        json.member(TYPE).string(failure.type().anthropicType()).member(MESSAGE).string(failure.message());
        json.endObject();
    }
}

package io.sluice.codec.dialect.neutral;

import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.UpstreamError;
import org.jspecify.annotations.Nullable;

/** What a vendor's refusal is in the contract's words: its code where it has one of the known, else its status. Cold; any thread. */
public final class VendorFailures {
    private VendorFailures() {}

    /** @param retryAfterMs from the head, or -1 */
    public static Failure of(UpstreamError error, long retryAfterMs) {
        final ErrorType type = type(error);
        final String code = error.isContextLength() ? "context_length_exceeded" : error.code();
        final long retryMs = retryAfterMs >= 0 ? retryAfterMs : error.retryAfterMs();
        return new Failure(type, error.status(), error.message(), code, error.param(), retryMs);
    }

    private static ErrorType type(UpstreamError error) {
        if (error.lacksQuota()) {
            return ErrorType.INSUFFICIENT_QUOTA;
        }
        final ErrorType named = named(error.code());
        return named == null ? ofStatus(error.status()) : named;
    }

    private static @Nullable ErrorType named(@Nullable String code) {
        if (code == null) {
            return null;
        }
        return switch (code) {
            case "invalid_api_key" -> ErrorType.INVALID_API_KEY;
            case "permission_denied" -> ErrorType.PERMISSION_DENIED;
            case "model_not_found" -> ErrorType.MODEL_NOT_FOUND;
            case "unknown_url" -> ErrorType.UNKNOWN_URL;
            case "rate_limit_exceeded" -> ErrorType.RATE_LIMIT_EXCEEDED;
            case "overloaded" -> ErrorType.OVERLOADED;
            default -> null;
        };
    }

    /** What a status alone says. */
    public static ErrorType ofStatus(int status) {
        return switch (status) {
            case 401 -> ErrorType.INVALID_API_KEY;
            case 402 -> ErrorType.INSUFFICIENT_QUOTA;
            case 403 -> ErrorType.PERMISSION_DENIED;
            case 404 -> ErrorType.MODEL_NOT_FOUND;
            case 409 -> ErrorType.CONFLICT;
            case 408, 504 -> ErrorType.UPSTREAM_TIMEOUT;
            case 413 -> ErrorType.PAYLOAD_TOO_LARGE;
            case 429 -> ErrorType.RATE_LIMIT_EXCEEDED;
            case 451 -> ErrorType.CONTENT_BLOCKED;
            case 503, 529 -> ErrorType.OVERLOADED;
            default -> status >= 400 && status < 500 ? ErrorType.INVALID_REQUEST : ErrorType.UPSTREAM_ERROR;
        };
    }
}

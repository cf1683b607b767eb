package io.sluice.codec.dialect;

import org.jspecify.annotations.Nullable;

/**
 * Every way in which the gateway itself refuses or fails a request, or an upstream does: one constant a row of the contract's table,
 * with its words in each dialect; {@link #CONFLICT} only ever comes from an upstream. Value. The name in lower case is what logs and metrics call it.
 */
public enum ErrorType {
    INVALID_REQUEST(400, Words.INVALID, null, Words.INVALID, "INVALID_ARGUMENT"),
    INVALID_API_KEY(401, Words.INVALID, "invalid_api_key", "authentication_error", "UNAUTHENTICATED"),
    PERMISSION_DENIED(403, Words.INVALID, "permission_denied", "permission_error", "PERMISSION_DENIED"),
    MODEL_NOT_FOUND(404, Words.INVALID, "model_not_found", "not_found_error", "NOT_FOUND"),
    UNKNOWN_URL(404, Words.INVALID, "unknown_url", "not_found_error", "NOT_FOUND"),
    METHOD_NOT_ALLOWED(405, Words.INVALID, "method_not_allowed", Words.INVALID, "UNIMPLEMENTED"),
    REQUEST_TIMEOUT(408, Words.INVALID, "request_timeout", Words.INVALID, "DEADLINE_EXCEEDED"),
    CONFLICT(409, Words.INVALID, null, "conflict_error", "ABORTED"),
    PAYLOAD_TOO_LARGE(413, Words.INVALID, "request_too_large", "request_too_large", "INVALID_ARGUMENT"),
    UNSUPPORTED_MEDIA_TYPE(415, Words.INVALID, "unsupported_media_type", Words.INVALID, "INVALID_ARGUMENT"),
    EXPECTATION_FAILED(417, Words.INVALID, "expectation_failed", Words.INVALID, "INVALID_ARGUMENT"),
    HEAD_TOO_LARGE(431, Words.INVALID, "head_too_large", Words.INVALID, "INVALID_ARGUMENT"),
    RATE_LIMIT_EXCEEDED(429, Words.RATE, "rate_limit_exceeded", Words.RATE, Words.EXHAUSTED),
    TOKENS_LIMIT_EXCEEDED(429, Words.RATE, "tokens_limit_exceeded", Words.RATE, Words.EXHAUSTED),
    CONCURRENCY_LIMIT_EXCEEDED(429, Words.RATE, "concurrency_limit_exceeded", Words.RATE, Words.EXHAUSTED),
    INSUFFICIENT_QUOTA(429, "insufficient_quota", "insufficient_quota", "billing_error", Words.EXHAUSTED),
    CONTENT_BLOCKED(451, Words.INVALID, "content_blocked", Words.INVALID, "PERMISSION_DENIED"),
    INTERNAL(500, Words.SERVER, "internal_error", "api_error", "INTERNAL"),
    NOT_IMPLEMENTED(501, Words.INVALID, "not_implemented", Words.INVALID, "UNIMPLEMENTED"),
    VERSION_NOT_SUPPORTED(505, Words.INVALID, "version_not_supported", Words.INVALID, "UNIMPLEMENTED"),
    UPSTREAM_ERROR(502, Words.SERVER, "upstream_error", "api_error", "INTERNAL"),
    NO_CHANNEL_AVAILABLE(503, Words.SERVER, "no_channel_available", "overloaded_error", "UNAVAILABLE"),
    DRAINING(503, Words.SERVER, "draining", "overloaded_error", "UNAVAILABLE"),
    OVERLOADED(503, Words.SERVER, "overloaded", "overloaded_error", "UNAVAILABLE"),
    UPSTREAM_TIMEOUT(504, Words.SERVER, "upstream_timeout", "timeout_error", "DEADLINE_EXCEEDED");

    private static final int ANTHROPIC_OVERLOADED = 529;

    private final int status;
    private final String openAiType;
    private final @Nullable String openAiCode;
    private final String anthropicType;
    private final String geminiStatus;

    ErrorType(int status, String openAiType, @Nullable String openAiCode, String anthropicType, String geminiStatus) {
        this.status = status;
        this.openAiType = openAiType;
        this.openAiCode = openAiCode;
        this.anthropicType = anthropicType;
        this.geminiStatus = geminiStatus;
    }

    /** HTTP status towards a client of that surface: 529 instead of 503 where the upstreams are overloaded and it speaks Anthropic. */
    public int status(Dialect surface) {
        return this == OVERLOADED && surface == Dialect.ANTHROPIC ? ANTHROPIC_OVERLOADED : status;
    }

    public String openAiType() {
        return openAiType;
    }

    public @Nullable String openAiCode() {
        return openAiCode;
    }

    public String anthropicType() {
        return anthropicType;
    }

    /** Status word of google.rpc. */
    public String geminiStatus() {
        return geminiStatus;
    }

    private static final class Words {
        static final String INVALID = "invalid_request_error";
        static final String RATE = "rate_limit_error";
        static final String SERVER = "server_error";
        static final String EXHAUSTED = "RESOURCE_EXHAUSTED";
    }
}

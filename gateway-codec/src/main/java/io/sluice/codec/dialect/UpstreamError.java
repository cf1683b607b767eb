package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream said when it refused or failed, whatever the shape: a vendor's error object, a text, a page of HTML. Value;
 * made off the fast path. The message is safe to show: bounded, on one line, without what looks like a credential.
 *
 * @param status the HTTP status it came with; without one, told inside or judged from its words; 502 when nothing says
 * @param message at most {@value #MAX_MESSAGE} characters; empty when the upstream said nothing
 * @param type the vendor's type or status word, or null
 * @param code the vendor's code, or null
 * @param param the request's member it complains about, or null
 * @param retryAfterMs how long the body asks to wait, -1 when it doesn't
 * @param lacksQuota waiting won't help soon: money or a daily quota is used up
 */
public record UpstreamError(
        int status,
        String message,
        @Nullable String type,
        @Nullable String code,
        @Nullable String param,
        long retryAfterMs,
        boolean lacksQuota) {

    public static final int MAX_MESSAGE = 500;

    private static final int DEFAULT_STATUS = 502;
    private static final String CONTEXT_LENGTH = "context_length_exceeded";
    private static final List<String> LONG_PROMPTS = List.of(
            "prompt is too long",
            "maximum context length",
            "exceeds the maximum number of tokens",
            "Input is too long",
            "too many tokens");

    /**
     * Reads an error body, or as much of it as there is.
     *
     * @param body borrowed; what lies beyond 64 KiB isn't looked at
     * @param httpStatus status it came with, 0 for an event of a stream
     */
    public static UpstreamError read(ByteBuf body, int index, int length, int httpStatus) {
        final UpstreamErrorReader reader = new UpstreamErrorReader();
        reader.read(body, index, length);
        final String message = SafeText.of(reader.message(), MAX_MESSAGE);
        return new UpstreamError(
                status(httpStatus, reader),
                message,
                safe(reader.type()),
                safe(reader.code()),
                safe(reader.param()),
                reader.retryAfterMs(),
                lacksQuota(reader));
    }

    /** The same with one more secret taken out of the message: the credential that was sent. */
    public UpstreamError without(String secret) {
        if (secret.isEmpty() || !message.contains(secret)) {
            return this;
        }
        final String masked = message.replace(secret, SafeText.MASK);
        return new UpstreamError(status, masked, type, code, param, retryAfterMs, lacksQuota);
    }

    /** The request was too long for the model's context: by its code, or for a bad request by what the vendors say of one. */
    public boolean isContextLength() {
        return CONTEXT_LENGTH.equals(code)
                || isRequestAtFault() && LONG_PROMPTS.stream().anyMatch(message::contains);
    }

    /** A limit on rates is told in similar words. */
    private boolean isRequestAtFault() {
        return status == 400 || status == 413 || status == 422;
    }

    private static @Nullable String safe(@Nullable String word) {
        return word == null ? null : SafeText.of(word, MAX_WORD);
    }

    private static final int MAX_WORD = 80;

    private static boolean lacksQuota(UpstreamErrorReader reader) {
        return "insufficient_quota".equals(reader.code())
                || "insufficient_quota".equals(reader.type())
                || "billing_error".equals(reader.type())
                || reader.isDailyQuota();
    }

    /** A vendor may tell a bad credential as a bad request; it says so in a detail. */
    private static int status(int httpStatus, UpstreamErrorReader reader) {
        if (reader.isInvalidKey()) {
            return 401;
        }
        if (httpStatus > 0) {
            return httpStatus;
        }
        if (reader.status() >= 400 && reader.status() < 600) {
            return reader.status();
        }
        final int byCode = statusOf(reader.code());
        if (byCode > 0) {
            return byCode;
        }
        final int byType = statusOf(reader.type());
        return byType > 0 ? byType : DEFAULT_STATUS;
    }

    private static int statusOf(@Nullable String word) {
        if (word == null) {
            return 0;
        }
        return switch (word) {
            case "invalid_request_error",
                    "INVALID_ARGUMENT",
                    "FAILED_PRECONDITION",
                    "OUT_OF_RANGE",
                    "context_length_exceeded",
                    "invalid_prompt",
                    "content_filter" -> 400;
            case "authentication_error", "invalid_api_key", "UNAUTHENTICATED" -> 401;
            case "billing_error" -> 402;
            case "permission_error", "permission_denied", "PERMISSION_DENIED" -> 403;
            case "not_found_error", "model_not_found", "NOT_FOUND" -> 404;
            case "conflict_error", "conflict", "ABORTED", "ALREADY_EXISTS" -> 409;
            case "request_too_large" -> 413;
            case "rate_limit_error",
                    "rate_limit_exceeded",
                    "insufficient_quota",
                    "tokens",
                    "requests",
                    "RESOURCE_EXHAUSTED" -> 429;
            case "api_error", "server_error", "INTERNAL", "UNKNOWN" -> 500;
            case "overloaded", "overloaded_error", "service_unavailable_error", "UNAVAILABLE" -> 503;
            case "timeout_error", "upstream_timeout", "DEADLINE_EXCEEDED" -> 504;
            default -> 0;
        };
    }
}

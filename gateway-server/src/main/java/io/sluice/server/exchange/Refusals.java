package io.sluice.server.exchange;

import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.http.Violation;
import io.sluice.core.limit.Admission;
import org.jspecify.annotations.Nullable;

/** The words of the gateway's refusals, where they follow from a rule or a limit. Cold. */
final class Refusals {
    /** What some endpoint takes: the target of a method that none takes is not looked at. */
    private static final String METHODS = "GET, HEAD, POST, DELETE";

    private static final long SHED_RETRY_NS = 1_000_000_000L;

    private Refusals() {}

    /** A message that isn't HTTP as this gateway reads it. */
    static Refusal of(Violation rule) {
        final String message = "malformed request: " + rule.message() + " (" + rule.section() + ")";
        return switch (rule.status()) {
            case 405 -> new Refusal(ErrorType.METHOD_NOT_ALLOWED, message, null, RetryAfter.NONE, METHODS);
            case 413 -> Refusal.of(ErrorType.PAYLOAD_TOO_LARGE, message);
            case 417 -> Refusal.of(ErrorType.EXPECTATION_FAILED, message);
            case 431 -> Refusal.of(ErrorType.HEAD_TOO_LARGE, message);
            case 501 -> Refusal.of(ErrorType.NOT_IMPLEMENTED, message);
            case 505 -> Refusal.of(ErrorType.VERSION_NOT_SUPPORTED, message);
            default -> Refusal.of(ErrorType.INVALID_REQUEST, message);
        };
    }

    /** The upstream refused the caller's request, in words that can't be passed on. */
    static ErrorType typeOf(int upstreamStatus) {
        return switch (upstreamStatus) {
            case 404 -> ErrorType.MODEL_NOT_FOUND;
            case 409 -> ErrorType.CONFLICT;
            case 413 -> ErrorType.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorType.UNSUPPORTED_MEDIA_TYPE;
            default -> ErrorType.INVALID_REQUEST;
        };
    }

    /** The drain time is over; another gateway, or this one after its restart, may do better. */
    static Refusal shuttingDown() {
        return Refusal.later(ErrorType.DRAINING, "the gateway is shutting down", 1_000_000_000L);
    }

    /** A body that is, or says it will be, larger than the configuration allows. */
    static Refusal bodyTooLarge(long maxBytes) {
        return Refusal.of(
                ErrorType.PAYLOAD_TOO_LARGE, "the body is too large: this gateway takes up to " + maxBytes + " bytes");
    }

    /** The gateway has taken on as much as it can carry. */
    static Refusal shed(Capacity.Shed why) {
        final String full = switch (why) {
            case IN_FLIGHT -> "as many requests as it can serve";
            case MEMORY -> "as much in memory as it may hold";
            case CONNECTIONS -> "as many connections as it may have open";
        };
        return Refusal.later(ErrorType.OVERLOADED, "the gateway is overloaded: it has " + full, SHED_RETRY_NS);
    }

    /** A limit of the key, its app or the model. */
    static Refusal of(Admission.Verdict verdict, long retryAfterNs) {
        return switch (verdict) {
            case REQUESTS ->
                Refusal.later(
                        ErrorType.RATE_LIMIT_EXCEEDED, "the limit of requests per minute is reached", retryAfterNs);
            case TOKENS ->
                Refusal.later(
                        ErrorType.TOKENS_LIMIT_EXCEEDED, "the limit of tokens per minute is reached", retryAfterNs);
            case CONCURRENCY ->
                Refusal.later(
                        ErrorType.CONCURRENCY_LIMIT_EXCEEDED,
                        "the limit of concurrent requests is reached",
                        retryAfterNs);
            case TOO_LARGE ->
                Refusal.of(
                        ErrorType.TOKENS_LIMIT_EXCEEDED,
                        "the request may use more tokens than the limit allows at once: send less, or lower its"
                                + " maximum of output tokens");
            case ADMITTED -> throw new IllegalArgumentException("nothing was refused");
        };
    }

    /** What a client is told in the middle of its stream. */
    static String inStream(Fault fault, @Nullable String message) {
        final String what = switch (fault) {
            case STREAM_IDLE, FIRST_TOKEN_TIMEOUT -> "the upstream went silent in the middle of its answer";
            case TOTAL_TIMEOUT -> "the answer took longer than a request may";
            case SHUTDOWN -> "the gateway is shutting down";
            default -> "the upstream ended its answer early";
        };
        return message == null || message.isEmpty() ? what : what + ": " + message;
    }
}

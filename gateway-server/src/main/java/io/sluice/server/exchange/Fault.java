package io.sluice.server.exchange;

import io.sluice.codec.dialect.ErrorType;
import io.sluice.core.billing.Outcome;
import io.sluice.core.breaker.Verdict;

/**
 * Everything that can go wrong with an attempt at an upstream, and what follows from it: what the breaker and the health
 * score hear, whether another channel may be tried, what the client is told when nothing else is left, and how it is
 * booked. The one table of it; a test walks its rows.
 */
enum Fault {
    /** Name not found, connection refused, proxy failure. */
    CONNECT(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_ERROR, Outcome.UPSTREAM_ERROR),
    /** Not the vendor that is meant, or nobody who can prove it: expired, another host's, untrusted, or not TLS at all. */
    TLS(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_ERROR, Outcome.UPSTREAM_ERROR),
    CONNECT_TIMEOUT(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_TIMEOUT, Outcome.UPSTREAM_TIMEOUT),
    /** The channel's own connection limit is reached: not a sign of its health. */
    POOL_EXHAUSTED(Verdict.IGNORED, Retry.ELSEWHERE, ErrorType.OVERLOADED, Outcome.UPSTREAM_ERROR),
    /** A kept-alive connection closed just as it was used: nobody's fault, and no answer had begun. */
    STALE_CONNECTION(Verdict.IGNORED, Retry.AT_ONCE, ErrorType.UPSTREAM_ERROR, Outcome.UPSTREAM_ERROR),
    RESET(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_ERROR, Outcome.UPSTREAM_ERROR),
    /** The answer ended before it was whole. */
    TRUNCATED(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_ERROR, Outcome.TRUNCATED),
    /** Not HTTP, or not the answer that was asked for. */
    GARBAGE(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_ERROR, Outcome.UPSTREAM_ERROR),
    FIRST_TOKEN_TIMEOUT(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_TIMEOUT, Outcome.UPSTREAM_TIMEOUT),
    STREAM_IDLE(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_TIMEOUT, Outcome.UPSTREAM_TIMEOUT),
    /** The request's whole time is used up: no attempt could end in time. */
    TOTAL_TIMEOUT(Verdict.FAILURE, Retry.NEVER, ErrorType.UPSTREAM_TIMEOUT, Outcome.UPSTREAM_TIMEOUT),
    SERVER_ERROR(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_ERROR, Outcome.UPSTREAM_ERROR),
    GATEWAY_TIMEOUT(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_TIMEOUT, Outcome.UPSTREAM_TIMEOUT),
    RATE_LIMITED(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.RATE_LIMIT_EXCEEDED, Outcome.UPSTREAM_ERROR),
    OVERLOADED(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.OVERLOADED, Outcome.UPSTREAM_ERROR),
    /** 401, 402 or 403: the channel's account, never the caller's. */
    CREDENTIAL(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_ERROR, Outcome.UPSTREAM_ERROR),
    /** An error object under status 200, or as a stream's first event. */
    ERROR_UNDER_200(Verdict.FAILURE, Retry.ELSEWHERE, ErrorType.UPSTREAM_ERROR, Outcome.UPSTREAM_ERROR),
    /** An error event behind content that the client has already seen: it is passed on as it came. */
    ERROR_IN_STREAM(Verdict.FAILURE, Retry.NEVER, ErrorType.UPSTREAM_ERROR, Outcome.UPSTREAM_ERROR),
    /** The caller's own 4xx: passed on, or told anew where its body can't be, and a sign of life of the channel. */
    CALLER(Verdict.IGNORED, Retry.NEVER, ErrorType.INVALID_REQUEST, Outcome.UPSTREAM_ERROR),
    CLIENT_GONE(Verdict.IGNORED, Retry.NEVER, ErrorType.UPSTREAM_ERROR, Outcome.CLIENT_ABORT),
    SHUTDOWN(Verdict.IGNORED, Retry.NEVER, ErrorType.DRAINING, Outcome.SHUTDOWN);

    /** Whether, before anything has gone to the client, another attempt may follow. */
    enum Retry {
        NEVER,
        /** On a fresh connection to the same upstream, without counting as an attempt. */
        AT_ONCE,
        /** On another channel while one is left, within the budget. */
        ELSEWHERE
    }

    private final Verdict verdict;
    private final Retry retry;
    private final ErrorType told;
    private final Outcome outcome;

    Fault(Verdict verdict, Retry retry, ErrorType told, Outcome outcome) {
        this.verdict = verdict;
        this.retry = retry;
        this.told = told;
        this.outcome = outcome;
    }

    Verdict verdict() {
        return verdict;
    }

    Retry retry() {
        return retry;
    }

    /** Whether the same upstream, after a pause, may do better when there is no other. */
    boolean mayRepeat() {
        return switch (this) {
            case CONNECT, TLS, CONNECT_TIMEOUT, STALE_CONNECTION, RESET, TRUNCATED, GARBAGE -> true;
            case SERVER_ERROR, OVERLOADED, ERROR_UNDER_200 -> true;
            default -> false;
        };
    }

    /** What the client is told when this was the last attempt. */
    ErrorType told() {
        return told;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Whether the vendor asked us to come back later: passed on as such, since clients know how to back off from it. */
    boolean isBackOff() {
        return this == RATE_LIMITED || this == OVERLOADED;
    }

    /**
     * The fault that an upstream's status is.
     *
     * @param status 300 to 599
     */
    static Fault ofStatus(int status) {
        return switch (status) {
            case 401, 402, 403 -> CREDENTIAL;
            case 408, 504 -> GATEWAY_TIMEOUT;
            case 429 -> RATE_LIMITED;
            case 503, 529 -> OVERLOADED;
            default -> {
                if (status >= 500) {
                    yield SERVER_ERROR;
                }
                yield status >= 400 ? CALLER : GARBAGE;
            }
        };
    }
}

package io.sluice.core.limit;

import org.jspecify.annotations.Nullable;

/**
 * A decision with a memory: what one request has taken from the limits of its key, its app and its model. All of them agree or
 * nothing stays taken. Reusable, one request at a time; owned by one thread, the limits it takes from are shared.
 *
 * <p>IDLE &gt; {@link #admit} &gt; HELD &gt; {@link #release} &gt; IDLE. While HELD and after it, the first of {@link #settleTokens}
 * and {@link #refund} counts, the others do nothing.
 *
 * <p>While a refused request gives back what it had taken, another may be refused for it that would have passed a moment later:
 * the error is on the safe side.
 */
public final class Admission {
    /** What {@link #retryAfterNs()} says when concurrency is all that stands in the way: a permit may come back any time. */
    static final long CONCURRENCY_RETRY_NS = 1_000_000_000L;

    /** {@link #retryAfterNs()} when time won't help. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int SCOPES = 3;

    public enum Verdict {
        ADMITTED,
        /** Too many requests in the time. */
        REQUESTS,
        /** Too many tokens in the time. */
        TOKENS,
        /** Too many requests at once. */
        CONCURRENCY,
        /** The estimate is more than a limit ever has at once; waiting won't help. */
        TOO_LARGE
    }

    private final @Nullable RateLimiter[] requests = new @Nullable RateLimiter[SCOPES];
    private final @Nullable RateLimiter[] tokens = new @Nullable RateLimiter[SCOPES];
    private final @Nullable ConcurrencyLimit[] permits = new @Nullable ConcurrencyLimit[SCOPES];
    private int requestsTaken;
    private int tokensTaken;
    private int permitsTaken;
    private long reservedTokens;
    private long admittedNs;
    private long retryAfterNs;
    private boolean unsettled;
    private boolean held;

    /** Takes one request, the estimated tokens and a permit from each, or nothing from any. */
    public Verdict admit(RateLimits key, RateLimits app, RateLimits model, long estimatedTokens, long nowNs) {
        if (held) {
            throw new IllegalStateException("the last request's permits were not released");
        }
        watch(0, key);
        watch(1, app);
        watch(2, model);
        reservedTokens = Math.max(0, estimatedTokens);
        admittedNs = nowNs;
        retryAfterNs = 0;
        final Verdict verdict = takeAll(nowNs);
        if (verdict == Verdict.ADMITTED) {
            held = true;
            unsettled = true;
        } else {
            giveBackAll(nowNs);
            retryAfterNs = verdict == Verdict.TOO_LARGE ? NEVER : longestWaitNs(verdict, nowNs);
        }
        return verdict;
    }

    /** After a refusal: how long until every limit would have agreed, {@link #NEVER} if they never will. 0 after an admission. */
    public long retryAfterNs() {
        return retryAfterNs;
    }

    public boolean isHeld() {
        return held;
    }

    public long reservedTokens() {
        return reservedTokens;
    }

    /** Corrects the reservation to what was really used: more is charged, less is given back. Only the first call counts. */
    public void settleTokens(long actualTokens, long nowNs) {
        if (!unsettled) {
            return;
        }
        unsettled = false;
        final long missing = Math.max(0, actualTokens) - reservedTokens;
        for (int i = 0; i < SCOPES; i++) {
            final RateLimiter limiter = tokens[i];
            if (limiter == null) {
                continue;
            }
            if (missing > 0) {
                limiter.charge(missing, nowNs);
            } else {
                limiter.give(-missing, admittedNs, nowNs);
            }
        }
    }

    /** The request never reached an upstream: gives back its tokens and the request itself. Nothing after {@link #settleTokens}. */
    public void refund(long nowNs) {
        if (!unsettled) {
            return;
        }
        unsettled = false;
        giveBackRates(nowNs);
    }

    /** Returns the concurrency permits. Only the first call after an admission counts. */
    public void release() {
        if (!held) {
            return;
        }
        held = false;
        giveBackPermits();
    }

    private void watch(int scope, RateLimits limits) {
        requests[scope] = limits.requests();
        tokens[scope] = limits.tokens();
        permits[scope] = limits.concurrency();
    }

    private Verdict takeAll(long nowNs) {
        requestsTaken = 0;
        tokensTaken = 0;
        permitsTaken = 0;
        if (!fits()) {
            return Verdict.TOO_LARGE;
        }
        for (; permitsTaken < SCOPES; permitsTaken++) {
            final ConcurrencyLimit limit = permits[permitsTaken];
            if (limit != null && !limit.tryAcquire()) {
                return Verdict.CONCURRENCY;
            }
        }
        for (; requestsTaken < SCOPES; requestsTaken++) {
            final RateLimiter limiter = requests[requestsTaken];
            if (limiter != null && !limiter.tryTake(1, nowNs)) {
                return Verdict.REQUESTS;
            }
        }
        for (; tokensTaken < SCOPES; tokensTaken++) {
            final RateLimiter limiter = tokens[tokensTaken];
            if (limiter != null && !limiter.tryTake(reservedTokens, nowNs)) {
                return Verdict.TOKENS;
            }
        }
        return Verdict.ADMITTED;
    }

    private boolean fits() {
        for (int i = 0; i < SCOPES; i++) {
            final RateLimiter limiter = tokens[i];
            if (limiter != null && reservedTokens > limiter.capacity()) {
                return false;
            }
        }
        return true;
    }

    private void giveBackAll(long nowNs) {
        giveBackRates(nowNs);
        giveBackPermits();
    }

    private void giveBackRates(long nowNs) {
        while (tokensTaken > 0) {
            final RateLimiter limiter = tokens[--tokensTaken];
            if (limiter != null) {
                limiter.give(reservedTokens, admittedNs, nowNs);
            }
        }
        while (requestsTaken > 0) {
            final RateLimiter limiter = requests[--requestsTaken];
            if (limiter != null) {
                limiter.give(1, admittedNs, nowNs);
            }
        }
    }

    private void giveBackPermits() {
        while (permitsTaken > 0) {
            final ConcurrencyLimit limit = permits[--permitsTaken];
            if (limit != null) {
                limit.release();
            }
        }
    }

    private long longestWaitNs(Verdict verdict, long nowNs) {
        long longestNs = verdict == Verdict.CONCURRENCY ? CONCURRENCY_RETRY_NS : 1;
        for (int i = 0; i < SCOPES; i++) {
            final RateLimiter byRequest = requests[i];
            if (byRequest != null) {
                longestNs = Math.max(longestNs, byRequest.nsUntil(1, nowNs));
            }
            final RateLimiter byToken = tokens[i];
            if (byToken != null) {
                longestNs = Math.max(longestNs, byToken.nsUntil(reservedTokens, nowNs));
            }
        }
        return longestNs;
    }
}

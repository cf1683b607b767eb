package io.sluice.core.limit;

/**
 * A decision: may {@code n} units (requests or tokens) pass now? Any thread, lock-free, no allocation.
 *
 * <p>The promise shared by both kinds: over any stretch of time, what was taken less what was given back within it stays
 * within the bound of the kind. {@link #charge} alone may go beyond it; what it overdraws is carried as debt and is worked
 * off before anything else is granted.
 */
public sealed interface RateLimiter permits TokenBucket, SlidingWindow {
    /** One minute, the period that limits are configured in. */
    long MINUTE_NS = 60_000_000_000L;

    /** Takes {@code n} units or none. False: nothing was written. */
    boolean tryTake(long n, long nowNs);

    /**
     * Gives back {@code n} units that {@link #tryTake} granted at {@code takenAtNs}. Never lifts what is available above
     * {@link #capacity()}; units that time has returned already aren't returned twice, as far as the kind can tell.
     */
    void give(long n, long takenAtNs, long nowNs);

    /** Gives back {@code n} units taken just now. */
    default void give(long n, long nowNs) {
        give(n, nowNs, nowNs);
    }

    /** Takes {@code n} units whether they are there or not: a correction of an estimate that was too low. */
    void charge(long n, long nowNs);

    /** Units that could be taken now; negative while in debt. */
    long available(long nowNs);

    /** Units a period, as configured. */
    long limit();

    /** The most that can ever be taken at once. */
    long capacity();

    /** Nanoseconds until {@code n} units can be taken if nobody else takes any; {@link Long#MAX_VALUE} if they never fit. */
    long nsUntil(long n, long nowNs);

    /** Nanoseconds until {@link #available} is {@link #capacity()} again if nobody takes any. */
    long nsUntilFull(long nowNs);
}

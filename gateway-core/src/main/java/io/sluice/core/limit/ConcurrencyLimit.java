package io.sluice.core.limit;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A decision: at most {@code limit} permits out at once. Any thread; lock-free, one compare-and-set. Whoever acquired releases
 * exactly once ({@link Admission} sees to it).
 *
 * <p>{@link #withLimit} makes another limit over the same count: after a reload the permits that are out still count.
 */
public final class ConcurrencyLimit {
    private final int limit;
    private final AtomicInteger inUse;

    public ConcurrencyLimit(int limit) {
        this(limit, new AtomicInteger());
    }

    private ConcurrencyLimit(int limit, AtomicInteger inUse) {
        if (limit < 1) {
            throw new IllegalArgumentException("must be at least 1: limit=" + limit);
        }
        this.limit = limit;
        this.inUse = inUse;
    }

    public ConcurrencyLimit withLimit(int newLimit) {
        return newLimit == limit ? this : new ConcurrencyLimit(newLimit, inUse);
    }

    /** Takes one permit. False when {@code limit} are out; nothing was written then. */
    public boolean tryAcquire() {
        for (; ; ) {
            final int seen = inUse.getAcquire();
            if (seen >= limit) {
                return false;
            }
            if (inUse.compareAndSet(seen, seen + 1)) {
                return true;
            }
            Thread.onSpinWait();
        }
    }

    /** Returns one permit. One more than were acquired is a bug of the caller: it throws, and the count stays at 0. */
    public void release() {
        for (; ; ) {
            final int seen = inUse.getAcquire();
            if (seen == 0) {
                throw new IllegalStateException("released a permit that was not acquired");
            }
            if (inUse.compareAndSet(seen, seen - 1)) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    public int inUse() {
        return inUse.get();
    }

    public int limit() {
        return limit;
    }
}

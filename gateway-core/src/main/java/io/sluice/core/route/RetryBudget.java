package io.sluice.core.route;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A decision: may the process retry once more? A retry is allowed while those of the last 10 seconds, itself
 * included, are within {@code minimum + ratio × requests} of the same 10 seconds, so
 * that an outage can't multiply traffic and a quiet gateway may still retry. Any thread, lock-free.
 *
 * <p>Ten buckets of a second, each one {@code long}: number (24 bits), requests (20), retries (20). A retry is counted by a compare-and-set on
 * the current bucket, which fails if anyone else counted there since the sum was taken: the bound is exact, except that threads on
 * both sides of a bucket's edge may let one too many through each. Counts stop at 1 048 575 a second.
 */
public final class RetryBudget {
    private static final int BUCKETS = 10;
    private static final long BUCKET_NS = 1_000_000_000L;
    private static final int COUNT_BITS = 20;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
    private static final int NUMBER_AT = 2 * COUNT_BITS;
    private static final long ONE_REQUEST = 1L << COUNT_BITS;
    private static final long ONE_RETRY = 1;
    private static final VarHandle SLOT =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

    private final double ratio;
    private final int minimum;
    private final long originNs;
    private final long[] slots = new long[BUCKETS];

    /** @param minimum retries in 10 seconds that need no requests to allow them */
    public RetryBudget(double ratio, int minimum, long nowNs) {
        if (!(ratio >= 0 && ratio <= 100)) {
            throw new IllegalArgumentException("must be 0..100: ratio=" + ratio);
        }
        if (minimum < 0) {
            throw new IllegalArgumentException("must not be negative: minimum=" + minimum);
        }
        this.ratio = ratio;
        this.minimum = minimum;
        this.originNs = nowNs;
    }

    /** A client's request has arrived: once each, not for its retries. */
    public void onRequest(long nowNs) {
        final long number = number(nowNs);
        final int index = (int) (number % BUCKETS);
        for (; ; ) {
            final long seen = slotAcquire(index);
            final long current = isOlder(seen, number) ? number << NUMBER_AT : seen;
            if (requests(current) == COUNT_MASK || SLOT.compareAndSet(slots, index, seen, current + ONE_REQUEST)) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** Takes one retry from the budget, or says no and writes nothing. */
    public boolean tryRetry(long nowNs) {
        final long number = number(nowNs);
        final int index = (int) (number % BUCKETS);
        for (; ; ) {
            final long seen = slotAcquire(index);
            final long current = isOlder(seen, number) ? number << NUMBER_AT : seen;
            if (retries(current) == COUNT_MASK || !isWithin(number, index, current)) {
                return false;
            }
            if (SLOT.compareAndSet(slots, index, seen, current + ONE_RETRY)) {
                return true;
            }
            Thread.onSpinWait();
        }
    }

    private boolean isWithin(long number, int index, long current) {
        long requests = requests(current);
        long retries = retries(current);
        for (int i = 0; i < BUCKETS; i++) {
            final long slot = slotAcquire(i);
            if (i != index && !isOlder(slot, number - BUCKETS + 1)) {
                requests += requests(slot);
                retries += retries(slot);
            }
        }
        return retries + 1 <= minimum + ratio * requests;
    }

    /** Numbers start at 1, so that an empty slot is of the past. */
    private long number(long nowNs) {
        return Math.max(0, nowNs - originNs) / BUCKET_NS + 1;
    }

    private static boolean isOlder(long slot, long number) {
        return (int) ((slot >>> NUMBER_AT) - number) << 8 < 0;
    }

    private static long requests(long slot) {
        return slot >>> COUNT_BITS & COUNT_MASK;
    }

    private static long retries(long slot) {
        return slot & COUNT_MASK;
    }

    private long slotAcquire(int index) {
        return (long) SLOT.getAcquire(slots, index);
    }
}

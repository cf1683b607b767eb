package io.sluice.core.breaker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A decision's memory: calls, failures and slow calls of a sliding window, in buckets of time. Any thread, lock-free.
 *
 * <p>A bucket is one {@code long}: its number (28 bits) and three counts (12 bits each). Recording is one compare-and-set that
 * replaces a bucket of the past by a fresh one, so there is no rotation to race with: either the slot still has the seen number,
 * or the caller looks again. A caller whose clock lags behind the slot's number counts in the newer bucket. A full bucket
 * (4095 calls) halves its counts: the shares stay, older calls of that bucket weigh less.
 *
 * <p>Reading is not atomic over the buckets: a sum may miss what is recorded meanwhile.
 */
final class OutcomeWindow {
    private static final int COUNT_BITS = 12;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    private static final int FAILURES_AT = COUNT_BITS;
    private static final int CALLS_AT = 2 * COUNT_BITS;
    private static final int NUMBER_AT = 3 * COUNT_BITS;
    private static final int SUM_BITS = 21;
    private static final int SUM_MASK = (1 << SUM_BITS) - 1;
    private static final VarHandle SLOT =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

    private final long bucketNs;
    private final int buckets;
    private final long[] slots;

    OutcomeWindow(long windowNs, int buckets) {
        this.bucketNs = Math.ceilDiv(windowNs, buckets);
        this.buckets = buckets;
        this.slots = new long[buckets];
    }

    void record(boolean failure, boolean slow, long elapsedNs) {
        final long number = number(elapsedNs);
        final int index = (int) (number % buckets);
        final long one = 1L << CALLS_AT | (failure ? 1L << FAILURES_AT : 0) | (slow ? 1 : 0);
        for (; ; ) {
            final long seen = slotAcquire(index);
            final boolean past = isOlder(seen, number);
            final long from = past ? packedNumber(number) : roomFor(seen);
            if (SLOT.compareAndSet(slots, index, seen, from + one)) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** Counts of the buckets that are in the window and not before the one of {@code sinceElapsedNs}; see the accessors. */
    long sum(long sinceElapsedNs, long elapsedNs) {
        final long newest = number(elapsedNs);
        final long oldest = Math.max(number(sinceElapsedNs), newest - buckets + 1);
        long sum = 0;
        for (int i = 0; i < buckets; i++) {
            final long slot = slotAcquire(i);
            if (!isOlder(slot, oldest)) {
                sum += (slot >>> CALLS_AT & COUNT_MASK) << 2 * SUM_BITS
                        | (slot >>> FAILURES_AT & COUNT_MASK) << SUM_BITS
                        | slot & COUNT_MASK;
            }
        }
        return sum;
    }

    static int calls(long sum) {
        return (int) (sum >>> 2 * SUM_BITS);
    }

    static int failures(long sum) {
        return (int) (sum >>> SUM_BITS) & SUM_MASK;
    }

    static int slow(long sum) {
        return (int) sum & SUM_MASK;
    }

    /** Bucket numbers start at 1, so that an empty slot is of the past. */
    private long number(long elapsedNs) {
        return elapsedNs / bucketNs + 1;
    }

    private static boolean isOlder(long slot, long number) {
        return (int) ((slot >>> NUMBER_AT) - number) << 4 < 0;
    }

    private static long packedNumber(long number) {
        return number << NUMBER_AT;
    }

    private static long roomFor(long slot) {
        if ((slot >>> CALLS_AT & COUNT_MASK) < COUNT_MASK) {
            return slot;
        }
        final long halves = 0x7ffL << CALLS_AT | 0x7ffL << FAILURES_AT | 0x7ffL;
        return slot >>> NUMBER_AT << NUMBER_AT | slot >>> 1 & halves;
    }

    private long slotAcquire(int index) {
        return (long) SLOT.getAcquire(slots, index);
    }
}

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
 * <p>Each processor has buckets of its own, up to {@value #MAX_STRIPES} of them: what all loops record is counted without a cache line
 * that they all write to. A thread keeps to the ones that its number names.
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

    private static final int MAX_STRIPES = 8;
    private static final int CACHE_LINE_SLOTS = 8;
    private static final int STRIPES =
            Integer.highestOneBit(Math.clamp(2L * Runtime.getRuntime().availableProcessors() - 1, 1, MAX_STRIPES));

    private final long bucketNs;
    private final int buckets;
    private final int stride;
    private final long[] slots;

    OutcomeWindow(long windowNs, int buckets) {
        this.bucketNs = Math.ceilDiv(windowNs, buckets);
        this.buckets = buckets;
        this.stride = STRIPES == 1 ? buckets : buckets + CACHE_LINE_SLOTS;
        this.slots = new long[STRIPES * stride];
    }

    void record(boolean failure, boolean slow, long elapsedNs) {
        final long number = number(elapsedNs);
        final int index = stripe() * stride + (int) (number % buckets);
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
        long calls = 0;
        long failures = 0;
        long slow = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            for (int i = stripe * stride; i < stripe * stride + buckets; i++) {
                // volatile: of two threads that record in different stripes and then sum, the later one sees both
                final long slot = (long) SLOT.getVolatile(slots, i);
                if (!isOlder(slot, oldest)) {
                    calls += slot >>> CALLS_AT & COUNT_MASK;
                    failures += slot >>> FAILURES_AT & COUNT_MASK;
                    slow += slot & COUNT_MASK;
                }
            }
        }
        return packed(calls, failures, slow);
    }

    /** More than fits is halved together: the shares stay. */
    private static long packed(long calls, long failures, long slow) {
        final int halvings = Math.max(0, Long.SIZE - SUM_BITS - Long.numberOfLeadingZeros(calls));
        return calls >>> halvings << 2 * SUM_BITS | failures >>> halvings << SUM_BITS | slow >>> halvings;
    }

    private static int stripe() {
        return (int) Thread.currentThread().threadId() & STRIPES - 1;
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

package io.sluice.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A decision: at most {@code limit} units in <em>any</em> window of {@code windowNs}, not only in those that begin on a whole
 * minute, and without the burst on top that a token bucket allows.
 *
 * <p><b>How it counts, and why it is exact.</b> Time is cut into slots of {@code windowNs / 63}; the current slot and the 63
 * before it are counted in full. Every window that ends now lies inside these 64 slots, so the bound holds for each of them.
 * The price is on the safe side: a unit comes back between {@code windowNs} and {@code windowNs * 64/63} after it was taken
 * (with a minute: up to 0.95 s late). Memory is 64 {@code long}s, whatever the limit.
 *
 * <p><b>How it is lock-free.</b> One word holds the newest slot's number and the units used; a take is one compare-and-set on it
 * and then one addition to the slot that the word named. Hence {@code used} is never less than the sum of the slots.
 * A slot is emptied by a compare-and-set that gives it its new number at the same time: one winner, who then
 * subtracts what it held. So {@code used} only falls by what was found in a slot, once; and a slot is empty before the word names it.
 * A thread that stalls between two of these steps makes {@code used} too high for a while, never too low: others may be
 * refused needlessly, nobody is let through. An addition that arrives after its slot was given a new number counts there, and
 * comes back later.
 *
 * <p>Slot numbers have 28 bits and are compared by their difference: good for 4 years without a call (at a window of a minute).
 */
public final class SlidingWindow implements RateLimiter {
    /** Largest limit: 2^35 units. */
    public static final long MAX_LIMIT = 1L << 35;

    private static final int SLOTS = 64;
    private static final int COUNT_BITS = 36;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;
    private static final VarHandle WORD;
    private static final VarHandle SLOT =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

    static {
        try {
            WORD = MethodHandles.lookup()
                    .findVarHandle(SlidingWindow.class, "word", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long limit;
    private final long slotNs;
    private final long originNs;
    private final long[] slots = new long[SLOTS];

    @SuppressWarnings("UnusedVariable") // read and written through WORD
    private long word;

    public SlidingWindow(long limit, long windowNs, long nowNs) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("must be 1.." + MAX_LIMIT + ": limit=" + limit);
        }
        if (windowNs < SLOTS) {
            throw new IllegalArgumentException("must be at least " + SLOTS + ": windowNs=" + windowNs);
        }
        this.limit = limit;
        this.slotNs = Math.ceilDiv(windowNs, SLOTS - 1);
        this.originNs = nowNs;
    }

    /** A window of one minute. */
    public static SlidingWindow perMinute(long perMinute, long nowNs) {
        return new SlidingWindow(perMinute, MINUTE_NS, nowNs);
    }

    @Override
    public boolean tryTake(long n, long nowNs) {
        if (n < 0) {
            throw new IllegalArgumentException("must not be negative: n=" + n);
        }
        if (n == 0 || n > limit) {
            return n == 0;
        }
        long seen = turnedTo(number(nowNs));
        while ((seen & COUNT_MASK) + n <= limit) {
            if (casWord(seen, seen + n)) {
                addToSlot(numberIn(seen), n);
                return true;
            }
            Thread.onSpinWait();
            seen = wordAcquire();
        }
        return false;
    }

    /** {@inheritDoc} Here it can tell: units whose slot has left the window are back already, and nothing is given. */
    @Override
    public void give(long n, long takenAtNs, long nowNs) {
        if (n <= 0) {
            return;
        }
        final int newest = numberIn(turnedTo(number(nowNs)));
        int number = number(takenAtNs);
        if (distance(newest, number) >= SLOTS) {
            return;
        }
        if (distance(newest, number) < 0) {
            number = newest;
        }
        long rest = n;
        // a take may have been counted in a later slot than its caller's clock said, never in an earlier one
        for (int left = distance(newest, number); left >= 0 && rest > 0; left--, number++) {
            rest -= takeFromSlot(number, rest);
        }
    }

    @Override
    public void charge(long n, long nowNs) {
        if (n <= 0) {
            return;
        }
        long seen = turnedTo(number(nowNs));
        for (; ; ) {
            final long units = Math.min(n, COUNT_MASK - (seen & COUNT_MASK));
            if (casWord(seen, seen + units)) {
                addToSlot(numberIn(seen), units);
                return;
            }
            Thread.onSpinWait();
            seen = wordAcquire();
        }
    }

    @Override
    public long available(long nowNs) {
        return limit - (turnedTo(number(nowNs)) & COUNT_MASK);
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public long capacity() {
        return limit;
    }

    @Override
    public long nsUntil(long n, long nowNs) {
        return n > limit ? Long.MAX_VALUE : nsUntilUsed(limit - Math.max(n, 0), nowNs);
    }

    @Override
    public long nsUntilFull(long nowNs) {
        return nsUntilUsed(0, nowNs);
    }

    /** Walks from the oldest slot on; racy beside takers, whose units it may miss: it is a hint, not a promise. */
    private long nsUntilUsed(long maxUsed, long nowNs) {
        final long seen = turnedTo(number(nowNs));
        final int newest = numberIn(seen);
        long excess = (seen & COUNT_MASK) - maxUsed;
        if (excess <= 0) {
            return 0;
        }
        int age = SLOTS - 1;
        for (; age > 0; age--) {
            final long slot = slotAcquire(newest - age);
            if (distance(numberIn(slot), newest - age) == 0) {
                excess -= slot & COUNT_MASK;
            }
            if (excess <= 0) {
                break;
            }
        }
        final long intoSlotNs = elapsedNs(nowNs) % slotNs;
        return (SLOTS - age) * slotNs - intoSlotNs;
    }

    /** Empties the slots that time has passed, moves the word on to {@code number}, and returns it. */
    private long turnedTo(int number) {
        long seen = wordAcquire();
        while (distance(number, numberIn(seen)) > 0) {
            final int passed = Math.min(distance(number, numberIn(seen)), SLOTS);
            for (int i = passed - 1; i >= 0; i--) {
                renumber(number - i);
            }
            final long full = wordAcquire();
            if (numberIn(full) == numberIn(seen)) {
                casWord(full, packed(number, full & COUNT_MASK));
            }
            seen = wordAcquire();
        }
        return seen;
    }

    private void renumber(int number) {
        final int index = number & (SLOTS - 1);
        for (; ; ) {
            final long seen = slotAcquire(index);
            if (distance(numberIn(seen), number) >= 0) {
                return;
            }
            if (SLOT.compareAndSet(slots, index, seen, packed(number, 0))) {
                subtractUsed(seen & COUNT_MASK);
                return;
            }
        }
    }

    private void addToSlot(int number, long n) {
        long ignored =
                (long) SLOT.getAndAdd(slots, number & (SLOTS - 1), n); // can't carry: slots hold no more than `used`
    }

    private long takeFromSlot(int number, long most) {
        final int index = number & (SLOTS - 1);
        for (; ; ) {
            final long seen = slotAcquire(index);
            final long taken = Math.min(seen & COUNT_MASK, most);
            if (taken == 0 || distance(numberIn(seen), number) != 0) {
                return 0;
            }
            if (SLOT.compareAndSet(slots, index, seen, seen - taken)) {
                subtractUsed(taken);
                return taken;
            }
        }
    }

    private void subtractUsed(long n) {
        if (n > 0) {
            long ignored = (long) WORD.getAndAdd(this, -n);
        }
    }

    private long elapsedNs(long nowNs) {
        return Math.max(0, nowNs - originNs);
    }

    private int number(long nowNs) {
        return (int) (elapsedNs(nowNs) / slotNs);
    }

    private static int numberIn(long packed) {
        return (int) (packed >>> COUNT_BITS);
    }

    private static long packed(int number, long count) {
        return (long) number << COUNT_BITS | count;
    }

    /** Signed difference of two slot numbers of 28 bits. */
    private static int distance(int a, int b) {
        return (a - b) << 4 >> 4;
    }

    private long wordAcquire() {
        return (long) WORD.getAcquire(this);
    }

    private boolean casWord(long seen, long next) {
        return WORD.compareAndSet(this, seen, next);
    }

    private long slotAcquire(int number) {
        return (long) SLOT.getAcquire(slots, number & (SLOTS - 1));
    }
}

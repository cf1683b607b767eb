package io.sluice.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Tokens that threads have taken ahead from a bucket that several of them take from at once, so that each takes its next ones from a
 * cache line of its own. A lease is good for {@link #LIFE_NS} by its taker's clock; what is left of it then is lost.
 *
 * <p>A thread keeps to the cell that its number names. A cell is one {@code long}: tick at which it ends (46 bits), generation (10
 * bits), tokens left (8 bits). {@link #revoke} begins a new generation, which voids even a lease that is being put at the moment.
 * Any thread; lock-free, allocates nothing after construction.
 */
final class Leases {
    /** Most tokens of one lease. */
    static final int MAX_TOKENS = 255;

    private static final int TICK_BITS = 6;
    private static final int LIFE_TICKS = 512;

    /** How long a lease may be used, in nanoseconds. */
    static final long LIFE_NS = (long) LIFE_TICKS << TICK_BITS;

    private static final int COUNT_BITS = 8;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    private static final int END_AT = 18;
    private static final int GENERATION_MASK = (1 << END_AT - COUNT_BITS) - 1;
    private static final int MAX_STRIPES = 16;
    private static final int STRIDE = 16; // two cache lines, which processors fetch together
    private static final int STRIPES =
            Integer.highestOneBit(Math.clamp(2L * Runtime.getRuntime().availableProcessors() - 1, 1, MAX_STRIPES));
    private static final VarHandle CELL =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
    private static final VarHandle GENERATION;

    static {
        try {
            GENERATION = MethodHandles.lookup()
                    .findVarHandle(Leases.class, "generation", int.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] cells = new long[(STRIPES + 1) * STRIDE];

    @SuppressWarnings("UnusedVariable") // read and written through GENERATION
    private int generation;

    /** One token from the caller's lease, if it has any. */
    boolean take(long elapsedNs) {
        final int index = ownIndex();
        for (; ; ) {
            final long seen = cellVolatile(index);
            if (left(seen, generation(), elapsedNs) == 0) {
                return false;
            }
            if (CELL.compareAndSet(cells, index, seen, seen - 1)) {
                return true;
            }
            Thread.onSpinWait();
        }
    }

    /** Whether the caller has used its last lease up within the lease's life. */
    boolean isSought(long elapsedNs) {
        return isOf(cellVolatile(ownIndex()), generation(), elapsedNs);
    }

    /** The generation that a lease belongs to: to be read before its tokens are taken. */
    int generation() {
        return (int) GENERATION.getVolatile(this) & GENERATION_MASK;
    }

    /** @return false when the cell isn't empty: another thread of the same one was quicker */
    boolean put(int tokens, int ofGeneration, long elapsedNs) {
        final int index = ownIndex();
        final long seen = cellVolatile(index);
        final long lease = tick(elapsedNs) + LIFE_TICKS << END_AT | (long) ofGeneration << COUNT_BITS | tokens;
        return left(seen, generation(), elapsedNs) == 0 && CELL.compareAndSet(cells, index, seen, lease);
    }

    /** Ends all leases. @return the tokens that were left of them */
    long revoke(long elapsedNs) {
        final int before = (int) GENERATION.getAndAdd(this, 1) & GENERATION_MASK;
        long revoked = 0;
        for (int i = STRIDE; i < cells.length; i += STRIDE) {
            for (long seen = cellVolatile(i); left(seen, before, elapsedNs) > 0; seen = cellVolatile(i)) {
                if (CELL.compareAndSet(cells, i, seen, 0L)) {
                    revoked += left(seen, before, elapsedNs);
                }
            }
        }
        return revoked;
    }

    /** Tokens that are leased and not used. */
    long left(long elapsedNs) {
        long left = 0;
        for (int i = STRIDE; i < cells.length; i += STRIDE) {
            left += left(cellVolatile(i), generation(), elapsedNs);
        }
        return left;
    }

    private static int left(long cell, int ofGeneration, long elapsedNs) {
        return isOf(cell, ofGeneration, elapsedNs) ? (int) cell & COUNT_MASK : 0;
    }

    /** Whether it is of that generation and its time isn't over. */
    private static boolean isOf(long cell, int ofGeneration, long elapsedNs) {
        return ((int) (cell >>> COUNT_BITS) & GENERATION_MASK) == ofGeneration
                && (cell >>> END_AT) - tick(elapsedNs) << END_AT > 0;
    }

    private static long tick(long elapsedNs) {
        return elapsedNs >>> TICK_BITS;
    }

    private static int ownIndex() {
        return (((int) Thread.currentThread().threadId() & STRIPES - 1) + 1) * STRIDE;
    }

    private long cellVolatile(int index) {
        return (long) CELL.getVolatile(cells, index);
    }
}

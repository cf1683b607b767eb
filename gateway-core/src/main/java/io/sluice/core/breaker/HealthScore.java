package io.sluice.core.breaker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A decision: the share of attempts that succeeded, weighted so that an attempt counts half after each {@code halfLifeNs}. Any
 * thread; lock-free, one compare-and-set a record.
 *
 * <p>Four successes are always presumed beside what was seen: one failure in a quiet hour costs a fifth and not everything,
 * and an upstream that gets no traffic is trusted again as its failures fade. The score never falls below {@code floor}, so that
 * health alone doesn't starve an upstream of the traffic that would show that it is well again.
 *
 * <p>One word: a tick (1/32 half-life, 20 bits) and the faded numbers of calls and of failures (22 bits each, 1/64 call). Fading
 * is applied when the tick moves. Full counts (65 535 calls) are halved together: the score stays.
 */
public final class HealthScore {
    private static final int TICKS_PER_HALF_LIFE = 32;
    private static final int COUNT_BITS = 22;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    private static final int TICK_MASK = (1 << 20) - 1;
    private static final int ONE_CALL = 64;
    private static final double PRESUMED = 4.0 * ONE_CALL;
    private static final double[] FADED = fadedByTick();
    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup()
                    .findVarHandle(HealthScore.class, "word", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final double floor;
    private final long tickNs;
    private final long originNs;

    @SuppressWarnings("UnusedVariable") // read and written through WORD
    private long word;

    public HealthScore(double floor, long halfLifeNs, long nowNs) {
        if (!(floor >= 0 && floor <= 1)) {
            throw new IllegalArgumentException("must be 0..1: floor=" + floor);
        }
        if (halfLifeNs < TICKS_PER_HALF_LIFE) {
            throw new IllegalArgumentException(
                    "must be at least " + TICKS_PER_HALF_LIFE + ": halfLifeNs=" + halfLifeNs);
        }
        this.floor = floor;
        this.tickNs = halfLifeNs / TICKS_PER_HALF_LIFE;
        this.originNs = nowNs;
    }

    public void record(boolean success, long nowNs) {
        final int tick = tick(nowNs);
        for (; ; ) {
            final long seen = wordAcquire();
            final int passed = passed(seen, tick);
            int calls = (int) (calls(seen) * faded(passed)) + ONE_CALL;
            int failures = (int) (failures(seen) * faded(passed)) + (success ? 0 : ONE_CALL);
            if (calls > COUNT_MASK) {
                calls >>= 1;
                failures >>= 1;
            }
            final long at = passed == 0 ? tickIn(seen) : tick;
            if (WORD.compareAndSet(this, seen, at << 2 * COUNT_BITS | (long) calls << COUNT_BITS | failures)) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /** {@code floor} .. 1. */
    public double score(long nowNs) {
        final long seen = wordAcquire();
        if (failures(seen) == 0) {
            return 1.0;
        }
        final double faded = faded(passed(seen, tick(nowNs)));
        return Math.max(floor, 1.0 - failures(seen) * faded / (calls(seen) * faded + PRESUMED));
    }

    private int tick(long nowNs) {
        return (int) (Math.max(0, nowNs - originNs) / tickNs) & TICK_MASK;
    }

    /** Ticks since the word was written; 0 for a caller whose clock lags behind it. */
    private static int passed(long seen, int tick) {
        return Math.max(0, (tick - (int) tickIn(seen)) << 12 >> 12);
    }

    private static double faded(int ticks) {
        return ticks >= FADED.length ? 0.0 : FADED[ticks];
    }

    private static double[] fadedByTick() {
        final double[] faded = new double[COUNT_BITS * TICKS_PER_HALF_LIFE];
        for (int i = 0; i < faded.length; i++) {
            faded[i] = Math.pow(0.5, (double) i / TICKS_PER_HALF_LIFE);
        }
        return faded;
    }

    private static long tickIn(long word) {
        return word >>> 2 * COUNT_BITS;
    }

    private static int calls(long word) {
        return (int) (word >>> COUNT_BITS) & COUNT_MASK;
    }

    private static int failures(long word) {
        return (int) word & COUNT_MASK;
    }

    private long wordAcquire() {
        return (long) WORD.getAcquire(this);
    }
}

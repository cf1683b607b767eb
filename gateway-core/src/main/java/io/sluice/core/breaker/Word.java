package io.sluice.core.breaker;

/**
 * The breaker's whole state in one {@code long}: state (2 bits), level = openings in a row (5), probes out (6), probes passed
 * (6), generation (6), partial (1), time (38, in ticks of 2^20 ns since the breaker's origin: 9 years).
 *
 * <p>The time means: CLOSED, count outcomes from here on; OPEN, closed to traffic until then; HALF_OPEN, probes that are out by
 * then are given up; RAMPING, full share from then on. Partial: some calls of the window succeeded.
 */
final class Word {
    static final int TICK_BITS = 20;
    static final int MAX_LEVEL = 31;
    private static final int LEVEL_AT = 2;
    private static final int OUT_AT = 7;
    private static final int PASSED_AT = 13;
    private static final int GENERATION_AT = 19;
    private static final int PARTIAL_AT = 25;
    private static final int TIME_AT = 26;
    private static final int SIX_BITS = 63;

    private Word() {}

    static long closed(long before, long sinceTick) {
        return State.CLOSED.code | (long) generation(before) << GENERATION_AT | sinceTick << TIME_AT;
    }

    static long open(int level, int generation, boolean partial, long untilTick) {
        return State.OPEN.code
                | (long) Math.min(level, MAX_LEVEL) << LEVEL_AT
                | (long) (generation & SIX_BITS) << GENERATION_AT
                | (partial ? 1L << PARTIAL_AT : 0)
                | untilTick << TIME_AT;
    }

    static long halfOpen(long before, int out, int passed, long untilTick) {
        return State.HALF_OPEN.code
                | (long) level(before) << LEVEL_AT
                | (long) out << OUT_AT
                | (long) passed << PASSED_AT
                | (long) (generation(before) + 1 & SIX_BITS) << GENERATION_AT
                | (isPartial(before) ? 1L << PARTIAL_AT : 0)
                | untilTick << TIME_AT;
    }

    static long ramping(long before, long untilTick) {
        return State.RAMPING.code
                | (long) level(before) << LEVEL_AT
                | (long) generation(before) << GENERATION_AT
                | untilTick << TIME_AT;
    }

    /** One more probe out. */
    static long probeOut(long word) {
        return word + (1L << OUT_AT);
    }

    static long probeBack(long word) {
        return word - (1L << OUT_AT);
    }

    static long probePassed(long word) {
        return word - (1L << OUT_AT) + (1L << PASSED_AT);
    }

    static long notPartial(long word) {
        return word & ~(1L << PARTIAL_AT);
    }

    static State state(long word) {
        return State.of((int) word & 3);
    }

    static int level(long word) {
        return (int) (word >>> LEVEL_AT) & MAX_LEVEL;
    }

    static int out(long word) {
        return (int) (word >>> OUT_AT) & SIX_BITS;
    }

    static int passed(long word) {
        return (int) (word >>> PASSED_AT) & SIX_BITS;
    }

    static int generation(long word) {
        return (int) (word >>> GENERATION_AT) & SIX_BITS;
    }

    static boolean isPartial(long word) {
        return (word >>> PARTIAL_AT & 1) != 0;
    }

    static long timeNs(long word) {
        return word >>> TIME_AT << TICK_BITS;
    }

    /** Rounded up: nothing ends before its time. */
    static long tick(long elapsedNs) {
        return elapsedNs + (1L << TICK_BITS) - 1 >>> TICK_BITS;
    }
}

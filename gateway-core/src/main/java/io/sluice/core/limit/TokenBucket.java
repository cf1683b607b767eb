package io.sluice.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A decision: token bucket of {@code burst} tokens that fills at {@code limit} tokens a period. All state is one
 * {@code long}, each operation is one compare-and-set; a failed one means that another caller went first.
 *
 * <p><b>How it counts.</b> {@code filled(t)} is the number of units (1/2048 token, or less at lower rates) that have flowed in since the origin, a
 * function of the time alone; {@code spent} is what has flowed out on the same scale. The bucket is full while {@code spent <=
 * filled}, what it holds is {@code burst - (spent - filled)}, and a take on a full bucket first lifts {@code spent} to
 * {@code filled}, which is how the overflow is lost.
 *
 * <p><b>Why it is exact.</b> {@code filled(t) = floor(elapsed * units / block)} with the fraction {@code units / block}
 * reduced to lowest terms, computed in integers without rounding in between: nothing accumulates, so there is no drift, however
 * often it is asked. Rounding happens once, when the overflow of a full bucket is lost, and then upwards (by less than one
 * unit, in the upstream's favour). With {@code x} the real-valued inflow: a chain of takes from {@code t1} to {@code t2}
 * starts at {@code spent >= x(t1)} and may end at no more than {@code burst + x(t2)}, so that takes less gives never exceed
 * {@code burst + rate * (t2 - t1)} over any window. Under constant demand the rate is met exactly.
 *
 * <p><b>Overflow.</b> Both counts are compared by their difference, modulo 2^64, so they may wrap. The difference itself
 * stays below 2^63 units for a bucket left alone less than 2^52 tokens' worth of time: 8 years at 10^9 a minute, 10^5 years at
 * 10^5 a minute. Debt is carried up to 2^31 tokens at least; more is forgotten.
 */
public final class TokenBucket implements RateLimiter {
    /** Largest limit and burst: 10^10 tokens. */
    public static final long MAX_LIMIT = 10_000_000_000L;

    /** Bits of a token's fraction: as many as the range allows, so that what a take on a full bucket loses is never noticed. */
    private static final int MIN_FRACTION_BITS = 11;

    private static final int MAX_FRACTION_BITS = 28;
    private static final long MAX_UNITS_A_PERIOD = 1L << 41;
    private static final long MAX_BURST_UNITS = 1L << 58;
    private static final long MAX_CHARGE_UNITS = 1L << 59;
    private static final long MAX_DEBT_UNITS = 1L << 60;
    private static final VarHandle SPENT;

    static {
        try {
            SPENT = MethodHandles.lookup()
                    .findVarHandle(TokenBucket.class, "spentUnits", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long limit;
    private final long burst;
    private final long burstUnits;
    private final int fractionBits;
    private final long blockNs;
    private final long unitsPerBlock;
    private final long originNs;

    @SuppressWarnings("UnusedVariable") // read and written through SPENT
    private long spentUnits;

    /** A bucket that is full at {@code nowNs}. */
    public TokenBucket(long limit, long periodNs, long burst, long nowNs) {
        checkRange("limit", limit, MAX_LIMIT);
        checkRange("burst", burst, MAX_LIMIT);
        checkRange("periodNs", periodNs, 1L << 50);
        this.fractionBits = fractionBits(limit, burst);
        final long units = limit << fractionBits;
        final long divisor = gcd(units, periodNs);
        this.limit = limit;
        this.burst = burst;
        this.burstUnits = burst << fractionBits;
        this.unitsPerBlock = units / divisor;
        this.blockNs = periodNs / divisor;
        this.originNs = nowNs;
        if (Math.multiplyHigh(unitsPerBlock, blockNs) != 0) {
            throw new IllegalArgumentException("can't be counted exactly: " + limit + " in " + periodNs + " ns");
        }
    }

    /** A bucket of {@code perMinute} tokens a minute. */
    public static TokenBucket perMinute(long perMinute, long burst, long nowNs) {
        return new TokenBucket(perMinute, MINUTE_NS, burst, nowNs);
    }

    @Override
    public boolean tryTake(long n, long nowNs) {
        if (n <= 0 || n > burst) {
            return grantsWithoutTaking(n);
        }
        final long elapsedNs = elapsedNs(nowNs);
        final long filled = filled(elapsedNs);
        final long units = n << fractionBits;
        for (; ; ) {
            final long seen = spentAcquire();
            final long ahead = seen - filled;
            final long next;
            if (ahead <= 0) {
                next = filledCeil(elapsedNs, filled) + units;
            } else if (ahead + units <= burstUnits) {
                next = seen + units;
            } else {
                return false;
            }
            if (casSpent(seen, next)) {
                return true;
            }
            Thread.onSpinWait();
        }
    }

    /** {@inheritDoc} The time of the take is of no use here: a token that has flowed in since can't be told from it. */
    @Override
    public void give(long n, long takenAtNs, long nowNs) {
        if (n <= 0) {
            return;
        }
        final long filled = filled(elapsedNs(nowNs));
        final long units = Math.min(n, MAX_CHARGE_UNITS >> fractionBits) << fractionBits;
        for (; ; ) {
            final long seen = spentAcquire();
            final long ahead = seen - filled;
            if (ahead <= 0 || casSpent(seen, ahead > units ? seen - units : filled)) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void charge(long n, long nowNs) {
        if (n <= 0) {
            return;
        }
        final long elapsedNs = elapsedNs(nowNs);
        final long filled = filled(elapsedNs);
        final long units = Math.min(n, MAX_CHARGE_UNITS >> fractionBits) << fractionBits;
        for (; ; ) {
            final long seen = spentAcquire();
            final long ahead = seen - filled;
            final long from = ahead <= 0 ? filledCeil(elapsedNs, filled) : seen;
            if (ahead > MAX_DEBT_UNITS || casSpent(seen, from + units)) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public long available(long nowNs) {
        final long ahead = spentAcquire() - filled(elapsedNs(nowNs));
        return ahead <= 0 ? burst : (burstUnits - ahead) >> fractionBits;
    }

    @Override
    public long limit() {
        return limit;
    }

    @Override
    public long capacity() {
        return burst;
    }

    @Override
    public long nsUntil(long n, long nowNs) {
        if (n > burst) {
            return Long.MAX_VALUE;
        }
        return nsUntilAhead(burstUnits - (Math.max(n, 0) << fractionBits), nowNs);
    }

    @Override
    public long nsUntilFull(long nowNs) {
        return nsUntilAhead(0, nowNs);
    }

    /** Time until {@code spent} is at most {@code maxAhead} units ahead of what has flowed in. */
    private long nsUntilAhead(long maxAhead, long nowNs) {
        final long elapsedNs = elapsedNs(nowNs);
        final long missing = spentAcquire() - filled(elapsedNs) - maxAhead;
        if (missing <= 0) {
            return 0;
        }
        if (Math.multiplyHigh(missing, blockNs) != 0 || missing * blockNs < 0) {
            final long blocks = missing / unitsPerBlock + 1;
            return blocks > Long.MAX_VALUE / blockNs ? Long.MAX_VALUE : blocks * blockNs;
        }
        final long fraction = elapsedNs % blockNs * unitsPerBlock % blockNs;
        return Math.ceilDiv(missing * blockNs - fraction, unitsPerBlock);
    }

    /** A caller's clock may lag behind the one that built the bucket; it then counts as the origin. */
    private long elapsedNs(long nowNs) {
        return Math.max(0, nowNs - originNs);
    }

    private long filled(long elapsedNs) {
        final long blocks = elapsedNs / blockNs;
        final long restNs = elapsedNs - blocks * blockNs;
        return blocks * unitsPerBlock + restNs * unitsPerBlock / blockNs;
    }

    private long filledCeil(long elapsedNs, long filled) {
        return elapsedNs % blockNs * unitsPerBlock % blockNs == 0 ? filled : filled + 1;
    }

    private long spentAcquire() {
        return (long) SPENT.getAcquire(this);
    }

    private boolean casSpent(long seen, long next) {
        return SPENT.compareAndSet(this, seen, next);
    }

    private static int fractionBits(long limit, long burst) {
        int bits = MIN_FRACTION_BITS;
        while (bits < MAX_FRACTION_BITS
                && limit << bits + 1 <= MAX_UNITS_A_PERIOD
                && burst << bits + 1 <= MAX_BURST_UNITS) {
            bits++;
        }
        return bits;
    }

    private static boolean grantsWithoutTaking(long n) {
        if (n < 0) {
            throw new IllegalArgumentException("must not be negative: n=" + n);
        }
        return n == 0;
    }

    private static void checkRange(String name, long value, long max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException("must be 1.." + max + ": " + name + "=" + value);
        }
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}

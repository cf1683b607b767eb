package io.sluice.core.breaker;

/**
 * A value: the numbers of a breaker. Rates are shares of the calls in the window, 0..1. {@code slowFirstTokenNs} 0: no call is
 * slow.
 */
public record BreakerSettings(
        long windowNs,
        int buckets,
        int minCalls,
        double failureRate,
        double slowRate,
        long openForNs,
        long maxOpenForNs,
        int probes,
        long rampNs,
        long slowFirstTokenNs) {
    public static final BreakerSettings DEFAULT = new BreakerSettings(
            60_000_000_000L, 60, 20, 0.3, 1.0, 10_000_000_000L, 300_000_000_000L, 3, 10_000_000_000L, 0);

    /** Longest time that any of the durations may have: 30 days. */
    public static final long MAX_DURATION_NS = 30L * 24 * 3_600_000_000_000L;

    static final int MAX_BUCKETS = 512;
    static final int MAX_PROBES = 63;

    public BreakerSettings {
        check("windowNs", windowNs, 1_000_000L, MAX_DURATION_NS);
        check("buckets", buckets, 1, MAX_BUCKETS);
        check("minCalls", minCalls, 1, 1_000_000);
        check("failureRate", failureRate);
        check("slowRate", slowRate);
        check("openForNs", openForNs, 1, MAX_DURATION_NS);
        check("maxOpenForNs", maxOpenForNs, openForNs, MAX_DURATION_NS);
        check("probes", probes, 1, MAX_PROBES);
        check("rampNs", rampNs, 0, MAX_DURATION_NS);
        check("slowFirstTokenNs", slowFirstTokenNs, 0, MAX_DURATION_NS);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("must be " + min + ".." + max + ": " + name + "=" + value);
        }
    }

    private static void check(String name, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("must be above 0 and at most 1: " + name + "=" + share);
        }
    }
}

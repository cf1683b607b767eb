package io.sluice.core.config;

/**
 * Value: when an upstream is left alone, and how it comes back.
 *
 * @param slowFirstTokenNs a first token later than this is slow; {@link #NEVER_SLOW}: none is
 */
public record BreakerConfig(
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
    public static final long NEVER_SLOW = -1;
}

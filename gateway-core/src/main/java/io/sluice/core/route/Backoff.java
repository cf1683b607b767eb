package io.sluice.core.route;

import java.util.SplittableRandom;

/**
 * A value: pauses between attempts, doubling from {@code firstNs} up to {@code maxNs}, each shortened by chance by up to the
 * share {@code jitter}, so that those who failed together don't come back together.
 */
public record Backoff(long firstNs, long maxNs, double jitter) {
    public Backoff {
        if (firstNs < 0 || maxNs < firstNs) {
            throw new IllegalArgumentException("must be 0 <= first <= max: first=" + firstNs + " max=" + maxNs);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("must be 0..1: jitter=" + jitter);
        }
    }

    /** @param attempt 1 for the pause after the first attempt */
    public long delayNs(int attempt, SplittableRandom random) {
        final int doublings = Math.clamp(attempt - 1, 0, Math.max(0, Long.numberOfLeadingZeros(firstNs) - 2));
        final long fullNs = Math.min(maxNs, firstNs << doublings);
        return fullNs - (long) (fullNs * jitter * random.nextDouble());
    }
}

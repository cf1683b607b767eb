package io.sluice.benchmarks.endtoend.load;

/**
 * When the requests of a constant rate should begin. A request that is taken late keeps the time at which it should have
 * begun, so that a slow answer costs those behind it too: nothing is left out because the generator had to wait.
 */
final class OpenLoopSchedule {
    private static final double NS_PER_S = 1e9;

    private final long startNs;
    private final long endNs;
    private final double gapNs;
    private long taken;

    /**
     * @param startNs of the first request
     * @param endNs behind which none begins
     */
    OpenLoopSchedule(long startNs, long endNs, double ratePerS) {
        if (!(ratePerS > 0)) {
            throw new IllegalArgumentException("must be positive: ratePerS=" + ratePerS);
        }
        this.startNs = startNs;
        this.endNs = endNs;
        this.gapNs = NS_PER_S / ratePerS;
    }

    /** When the next request should begin. Computed from the start, so that rounding doesn't add up. */
    long nextNs() {
        return startNs + (long) (taken * gapNs);
    }

    boolean isDue(long nowNs) {
        final long nextNs = nextNs();
        return nextNs <= nowNs && nextNs < endNs;
    }

    /** Takes the next request. @return when it should have begun */
    long take() {
        final long nextNs = nextNs();
        taken++;
        return nextNs;
    }
}

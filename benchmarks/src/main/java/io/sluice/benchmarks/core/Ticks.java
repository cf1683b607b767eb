package io.sluice.benchmarks.core;

/**
 * The time as a loop knows it: read once for what is decided together. A request's admission alone takes from four limits, for
 * requests and tokens of its key and its app. One thread.
 */
final class Ticks {
    private static final int DECISIONS = 4;

    private long nowNs = System.nanoTime();
    private int decided;

    /** The clock is read at every fourth call. */
    long nowNs() {
        decided++;
        if (decided == DECISIONS) {
            decided = 0;
            nowNs = System.nanoTime();
        }
        return nowNs;
    }
}

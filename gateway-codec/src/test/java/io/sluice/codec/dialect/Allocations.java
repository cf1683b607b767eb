package io.sluice.codec.dialect;

import java.lang.management.ManagementFactory;

/** Counts what a piece of code allocates on its thread once it's warm. */
public final class Allocations {
    private static final int WARM_UP = 200;
    private static final int TRIES = 5;

    private Allocations() {}

    /** Bytes of the best of a few runs: a compiler at work may spoil one. */
    public static long of(Runnable code) {
        final com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            code.run();
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            code.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}

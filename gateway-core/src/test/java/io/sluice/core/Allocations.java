package io.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** A guard for hot paths: after a warm-up, the path must allocate nothing. */
public final class Allocations {
    private static final int WARM_UP = 20_000;
    private static final int COUNTED = 10_000;
    private static final int TRIES = 20;

    private Allocations() {}

    /** Runs the path often enough to be compiled, then asserts that this thread's allocated bytes stand still. */
    public static void assertNone(Runnable path) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long fewest = Long.MAX_VALUE;
        // a compilation in between may cost a few bytes once: one clean run out of some is proof enough
        for (int i = 0; i < TRIES && fewest > 0; i++) {
            repeat(path, WARM_UP);
            final long before = threads.getCurrentThreadAllocatedBytes();
            repeat(path, COUNTED);
            fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(fewest).as("bytes allocated in %d runs", COUNTED).isZero();
    }

    private static void repeat(Runnable path, int times) {
        for (int i = 0; i < times; i++) {
            path.run();
        }
    }
}

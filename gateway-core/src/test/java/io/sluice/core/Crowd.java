package io.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that begin together, for tests of what must not be lost between them. */
public final class Crowd {
    private Crowd() {}

    /** The work of one thread. */
    @FunctionalInterface
    public interface Member {
        long run(int index) throws Exception;
    }

    /** Runs the member in that many threads at once and returns the sum of what they say. */
    public static long sumOf(int threads, Member member) throws Exception {
        final CyclicBarrier start = new CyclicBarrier(threads);
        final ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            final List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                final int index = i;
                tasks.add(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return member.run(index);
                });
            }
            long sum = 0;
            for (final Future<Long> result : pool.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                sum += result.get();
            }
            return sum;
        } finally {
            pool.shutdownNow();
        }
    }
}

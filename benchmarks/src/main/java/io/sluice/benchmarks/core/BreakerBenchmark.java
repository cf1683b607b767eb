package io.sluice.benchmarks.core;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.sluice.benchmarks.Measured;
import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.CircuitBreaker;
import io.sluice.core.breaker.Verdict;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * A permit and the record of how the attempt ended, at one closed breaker that all threads share. Ours is given the time ({@link Ticks});
 * with a clock read of its own for each, as the others' own decorators do it, it is {@code sluiceOwnClock}. All judge failures
 * of the last 60 s, but {@code resilience4jOfCalls} those of the last 100 calls, which is its default.
 */
public abstract class BreakerBenchmark extends Measured {
    private static final int WINDOW_SECONDS = 60;
    private static final int MIN_CALLS = 20;
    private static final float FAILURE_PERCENT = 30;

    /** The breakers. */
    @State(Scope.Benchmark)
    public static class Breakers {
        private final CircuitBreaker sluice = new CircuitBreaker(BreakerSettings.DEFAULT, System.nanoTime());
        private final io.github.resilience4j.circuitbreaker.CircuitBreaker ofTime =
                ofTime(SlidingWindowSynchronizationStrategy.SYNCHRONIZED);
        private final io.github.resilience4j.circuitbreaker.CircuitBreaker ofTimeLockFree =
                ofTime(SlidingWindowSynchronizationStrategy.LOCK_FREE);
        private final io.github.resilience4j.circuitbreaker.CircuitBreaker ofCalls =
                io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
                        "calls",
                        CircuitBreakerConfig.custom()
                                .failureRateThreshold(FAILURE_PERCENT)
                                .build());

        private static io.github.resilience4j.circuitbreaker.CircuitBreaker ofTime(
                SlidingWindowSynchronizationStrategy strategy) {
            return io.github.resilience4j.circuitbreaker.CircuitBreaker.of(
                    "time",
                    CircuitBreakerConfig.custom()
                            .slidingWindow(WINDOW_SECONDS, MIN_CALLS, SlidingWindowType.TIME_BASED, strategy)
                            .failureRateThreshold(FAILURE_PERCENT)
                            .build());
        }
    }

    /** What one caller owns. */
    @State(Scope.Thread)
    public static class Calls {
        private final Ticks ticks = new Ticks();
        private final Outcomes outcomes = new Outcomes(System.nanoTime());
        private final Throwable failure = new IOException("reset by peer");
    }

    @Benchmark
    public int sluice(Breakers breakers, Calls calls) {
        final long startedNs = calls.ticks.nowNs();
        final int permit = breakers.sluice.tryPermit(startedNs);
        final long endedNs = calls.ticks.nowNs();
        breakers.sluice.record(permit, calls.outcomes.next(), endedNs - startedNs, endedNs);
        return permit;
    }

    @Benchmark
    public int sluiceOwnClock(Breakers breakers, Calls calls) {
        final long startedNs = System.nanoTime();
        final int permit = breakers.sluice.tryPermit(startedNs);
        final long endedNs = System.nanoTime();
        breakers.sluice.record(permit, calls.outcomes.next(), endedNs - startedNs, endedNs);
        return permit;
    }

    @Benchmark
    public boolean resilience4j(Breakers breakers, Calls calls) {
        return call(breakers.ofTime, calls);
    }

    @Benchmark
    public boolean resilience4jLockFree(Breakers breakers, Calls calls) {
        return call(breakers.ofTimeLockFree, calls);
    }

    @Benchmark
    public boolean resilience4jOfCalls(Breakers breakers, Calls calls) {
        return call(breakers.ofCalls, calls);
    }

    private static boolean call(io.github.resilience4j.circuitbreaker.CircuitBreaker breaker, Calls calls) {
        final boolean permitted = breaker.tryAcquirePermission();
        final long started = breaker.getCurrentTimestamp();
        final Verdict outcome = calls.outcomes.next();
        final long took = breaker.getCurrentTimestamp() - started;
        if (outcome == Verdict.SUCCESS) {
            breaker.onSuccess(took, breaker.getTimestampUnit());
        } else {
            breaker.onError(took, breaker.getTimestampUnit(), calls.failure);
        }
        return permitted;
    }

    @Threads(1)
    public static class Threads01 extends BreakerBenchmark {}

    @Threads(2)
    public static class Threads02 extends BreakerBenchmark {}

    @Threads(4)
    public static class Threads04 extends BreakerBenchmark {}

    @Threads(16)
    public static class Threads16 extends BreakerBenchmark {}
}

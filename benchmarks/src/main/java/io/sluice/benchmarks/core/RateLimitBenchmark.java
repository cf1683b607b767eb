package io.sluice.benchmarks.core;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.sluice.benchmarks.Measured;
import io.sluice.core.limit.SlidingWindow;
import io.sluice.core.limit.TokenBucket;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/**
 * One token from a limit that all threads share, granted each time; {@code sluice} is the token bucket. It is given the time
 * ({@link Ticks}); with a clock read of its own each time, as the others do it, it is {@code sluiceOwnClock}. The limits are so high
 * that none is ever reached, since a refusal is the cheaper answer everywhere. The others are as their manuals set them up.
 */
public abstract class RateLimitBenchmark extends Measured {
    private static final int LIMIT_A_SECOND = 1_000_000_000;
    private static final long LIMIT_A_MINUTE = 10_000_000_000L;

    /** The limits. */
    @State(Scope.Benchmark)
    public static class Limits {
        private final TokenBucket bucket = TokenBucket.perMinute(LIMIT_A_MINUTE, LIMIT_A_MINUTE, System.nanoTime());
        private final SlidingWindow window = SlidingWindow.perMinute(SlidingWindow.MAX_LIMIT, System.nanoTime());
        private final Bucket bucket4j = Bucket.builder()
                .addLimit(limit -> limit.capacity(LIMIT_A_MINUTE).refillGreedy(LIMIT_A_MINUTE, Duration.ofMinutes(1)))
                .build();
        private final io.github.resilience4j.ratelimiter.RateLimiter resilience4j =
                io.github.resilience4j.ratelimiter.RateLimiter.of(
                        "any",
                        RateLimiterConfig.custom()
                                .limitForPeriod(LIMIT_A_SECOND)
                                .limitRefreshPeriod(Duration.ofSeconds(1))
                                .timeoutDuration(Duration.ZERO)
                                .build());

        @SuppressWarnings("UnstableApiUsage") // still what is usually picked
        private final RateLimiter guava = RateLimiter.create(LIMIT_A_SECOND);
    }

    /** What one caller owns. */
    @State(Scope.Thread)
    public static class Loop {
        private final Ticks ticks = new Ticks();
    }

    @Benchmark
    public boolean sluice(Limits limits, Loop loop) {
        return limits.bucket.tryTake(1, loop.ticks.nowNs());
    }

    @Benchmark
    public boolean sluiceOwnClock(Limits limits) {
        return limits.bucket.tryTake(1, System.nanoTime());
    }

    @Benchmark
    public boolean sluiceSlidingWindow(Limits limits, Loop loop) {
        return limits.window.tryTake(1, loop.ticks.nowNs());
    }

    @Benchmark
    public boolean bucket4j(Limits limits) {
        return limits.bucket4j.tryConsume(1);
    }

    @Benchmark
    public boolean resilience4j(Limits limits) {
        return limits.resilience4j.acquirePermission();
    }

    @Benchmark
    @SuppressWarnings("UnstableApiUsage")
    public boolean guava(Limits limits) {
        return limits.guava.tryAcquire();
    }

    @Threads(1)
    public static class Threads01 extends RateLimitBenchmark {}

    @Threads(2)
    public static class Threads02 extends RateLimitBenchmark {}

    @Threads(4)
    public static class Threads04 extends RateLimitBenchmark {}

    @Threads(16)
    public static class Threads16 extends RateLimitBenchmark {}
}

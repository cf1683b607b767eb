package io.sluice.benchmarks;

import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.Verdict;
import io.sluice.core.identity.ApiKey;
import io.sluice.core.identity.KeyDigest;
import io.sluice.core.identity.KeyDigester;
import io.sluice.core.identity.KeyTable;
import io.sluice.core.limit.Admission;
import io.sluice.core.limit.LimitRegistry;
import io.sluice.core.limit.RateLimits;
import io.sluice.core.limit.RateSettings;
import io.sluice.core.limit.TokenBucket;
import io.sluice.core.pattern.Glob;
import io.sluice.core.route.Candidate;
import io.sluice.core.route.HealthSettings;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.PickResult;
import io.sluice.core.route.RouteTable;
import io.sluice.core.route.Selection;
import io.sluice.core.route.Selector;
import io.sluice.core.route.Strategy;
import io.sluice.core.route.UpstreamListener;
import io.sluice.core.route.UpstreamRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request's decision costs: identity among 100 000 keys, limits, route, selection with breaker and health. The limits and
 * upstreams are shared by all threads ({@code -t N}), the rest is each thread's own, as with event loops.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class DecisionBenchmark {
    private static final int KEYS = 100_000;

    /** What all loops share. */
    @State(Scope.Benchmark)
    public static class Shared {
        private final long nowNs = System.nanoTime();
        private final RateLimits keyLimits = limits("key");
        private final RateLimits appLimits = limits("app");
        private final KeyTable keys = keys();
        private final RouteTable routes = RouteTable.compile(List.of(route("gpt-4o"), route("claude-*")));
        private final TokenBucket bucket = TokenBucket.perMinute(1_000_000_000L, 1_000_000L, nowNs);

        private RateLimits limits(String scope) {
            return new LimitRegistry()
                    .reload()
                    .of(
                            scope,
                            "any",
                            new RateSettings(
                                    10_000_000_000L,
                                    1_000_000,
                                    10_000_000_000L,
                                    1_000_000_000,
                                    1000,
                                    RateSettings.Algorithm.TOKEN_BUCKET),
                            nowNs);
        }

        private KeyTable keys() {
            final KeyDigester digester = new KeyDigester();
            final List<Glob> all = List.of(Glob.of("*"));
            final List<ApiKey> list = new ArrayList<>(KEYS);
            for (int i = 0; i < KEYS; i++) {
                final byte[] digest = new byte[KeyDigest.LENGTH];
                final byte[] secret = secret(i);
                digester.digest(secret, 0, secret.length, digest);
                list.add(new ApiKey(
                        "key",
                        "app",
                        null,
                        KeyDigest.of(digest),
                        all,
                        all,
                        List.of(),
                        ApiKey.NO_EXPIRY,
                        true,
                        keyLimits,
                        appLimits));
            }
            return KeyTable.of(list);
        }

        private ModelRoute route(String pattern) {
            final UpstreamRegistry.Reload reload = new UpstreamRegistry(UpstreamListener.NONE).reload();
            final List<Candidate> candidates = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                candidates.add(new Candidate(
                        reload.of("c" + i, "k", pattern, BreakerSettings.DEFAULT, HealthSettings.DEFAULT, nowNs),
                        i,
                        i,
                        0,
                        1 + i,
                        i / 3,
                        null,
                        0));
            }
            return new ModelRoute(0, pattern, candidates, List.of(), RateLimits.NONE, Strategy.WEIGHTED);
        }
    }

    /** What one loop owns. */
    @State(Scope.Thread)
    public static class Loop {
        private final KeyDigester digester = new KeyDigester();
        private final byte[] digest = new byte[KeyDigest.LENGTH];
        private final byte[] secret = secret(KEYS / 2);
        private final byte[] model = "gpt-4o".getBytes(StandardCharsets.US_ASCII);
        private final Admission admission = new Admission();
        private final Selector selector = new Selector(new SplittableRandom(1));
        private final Selection selection = new Selection();
    }

    @Benchmark
    public boolean bucketAlone(Shared shared) {
        return shared.bucket.tryTake(1, System.nanoTime());
    }

    @Benchmark
    public boolean identity(Shared shared, Loop loop) {
        return found(shared, loop) != null;
    }

    @Benchmark
    public boolean limits(Shared shared, Loop loop) {
        final long nowNs = System.nanoTime();
        final boolean admitted = admit(shared.keyLimits, shared.appLimits, loop, nowNs);
        settle(loop, nowNs);
        return admitted;
    }

    @Benchmark
    public PickResult routeAndPick(Shared shared, Loop loop) {
        final long nowNs = System.nanoTime();
        final PickResult result = pick(shared, loop, nowNs);
        loop.selection.record(Verdict.SUCCESS, 1, nowNs);
        return result;
    }

    @Benchmark
    public PickResult wholeDecision(Shared shared, Loop loop) {
        final long nowNs = System.nanoTime();
        final ApiKey key = found(shared, loop);
        if (key == null || !admit(key.limits(), key.appLimits(), loop, nowNs)) {
            throw new IllegalStateException("refused");
        }
        final PickResult result = pick(shared, loop, nowNs);
        loop.selection.record(Verdict.SUCCESS, 1, nowNs);
        settle(loop, nowNs);
        return result;
    }

    private static @Nullable ApiKey found(Shared shared, Loop loop) {
        loop.digester.digest(loop.secret, 0, loop.secret.length, loop.digest);
        return shared.keys.find(loop.digest, 0);
    }

    private static boolean admit(RateLimits key, RateLimits app, Loop loop, long nowNs) {
        return loop.admission.admit(key, app, RateLimits.NONE, 1, nowNs) == Admission.Verdict.ADMITTED;
    }

    private static void settle(Loop loop, long nowNs) {
        loop.admission.settleTokens(1, nowNs);
        loop.admission.release();
    }

    private static PickResult pick(Shared shared, Loop loop, long nowNs) {
        final ModelRoute route = shared.routes.find(loop.model, 0, loop.model.length);
        if (route == null) {
            throw new IllegalStateException("no route");
        }
        loop.selection.reset();
        return loop.selector.pick(route, loop.selection, 1, false, nowNs);
    }

    private static byte[] secret(int i) {
        return ("sk-sluice-0123456789abcdef0123456789abcdef-" + i).getBytes(StandardCharsets.US_ASCII);
    }
}

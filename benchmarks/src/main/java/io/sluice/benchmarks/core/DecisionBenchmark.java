package io.sluice.benchmarks.core;

import io.sluice.benchmarks.Measured;
import io.sluice.core.billing.BillingRing;
import io.sluice.core.identity.ApiKey;
import io.sluice.core.identity.KeyDigest;
import io.sluice.core.identity.KeyDigester;
import io.sluice.core.identity.KeyTable;
import io.sluice.core.limit.Admission;
import io.sluice.core.limit.LimitRegistry;
import io.sluice.core.limit.RateLimits;
import io.sluice.core.limit.RateSettings;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.PickResult;
import io.sluice.core.route.RouteTable;
import io.sluice.core.route.Selection;
import io.sluice.core.route.Selector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * All that is decided and put on the books for a request: identity among 100 000 keys, limits of key and app (requests, tokens,
 * concurrency), route among 100 models, selection among four channels with breaker and health, the bill's intent, the outcome and the
 * bill's settlement. {@code sluice} is the whole, the others its parts. Limits, upstreams and ring are shared by all threads,
 * the rest is each thread's own, as with event loops; the ledger's end of the ring is emptied by a thread beside them.
 */
public abstract class DecisionBenchmark extends Measured {
    private static final int KEYS = 100_000;
    private static final int MODELS = 100;
    private static final int SLOTS = 65_536;
    private static final long ESTIMATED_TOKENS = 3;
    private static final long USED_TOKENS = 2;

    /** What all loops share. */
    @State(Scope.Benchmark)
    public static class Shared {
        private final long nowNs = System.nanoTime();
        private final RateLimits keyLimits = limits("key");
        private final RateLimits appLimits = limits("app");
        private final KeyTable keys = KeyTable.of(Secrets.keys(KEYS, keyLimits, appLimits));
        private final RouteTable routes = routes();
        private final BillingRing ring =
                new BillingRing(new UnsafeBuffer(ByteBuffer.allocateDirect(SLOTS * BillingRing.SLOT_BYTES)), 0);
        private final Consumer ledger = Consumer.of(ring);

        @TearDown
        public void stop() throws InterruptedException {
            ledger.stop();
        }

        private RateLimits limits(String scope) {
            final RateSettings settings = new RateSettings(
                    10_000_000_000L,
                    1_000_000_000,
                    10_000_000_000L,
                    10_000_000_000L,
                    1000,
                    RateSettings.Algorithm.TOKEN_BUCKET);
            return new LimitRegistry().reload().of(scope, "any", settings, nowNs);
        }

        private RouteTable routes() {
            final List<ModelRoute> routes = new ArrayList<>();
            for (int i = 0; i < MODELS; i++) {
                routes.add(Routes.of("model-" + i, 4, nowNs));
            }
            return RouteTable.compile(routes);
        }
    }

    /** What one loop owns. */
    @State(Scope.Thread)
    public static class Loop {
        private final long seed = Thread.currentThread().threadId();
        private final KeyDigester digester = new KeyDigester();
        private final byte[] digest = new byte[KeyDigest.LENGTH];
        private final Secrets secrets = new Secrets(KEYS, seed);
        private final SplittableRandom random = new SplittableRandom(seed);
        private final byte[][] models = models();
        private final Admission admission = new Admission();
        private final Selector selector = new Selector(new SplittableRandom(seed));
        private final Selection selection = new Selection();
        private final Outcomes outcomes = new Outcomes(seed);
        private final Drafts drafts = new Drafts(seed);

        private static byte[][] models() {
            final byte[][] models = new byte[MODELS][];
            for (int i = 0; i < MODELS; i++) {
                models[i] = ("model-" + i).getBytes(StandardCharsets.US_ASCII);
            }
            return models;
        }
    }

    @Benchmark
    public PickResult sluice(Shared shared, Loop loop) {
        final long nowNs = System.nanoTime();
        final ApiKey key = found(shared, loop);
        admit(key.limits(), key.appLimits(), loop, nowNs);
        final PickResult picked = pick(shared, loop, nowNs);
        intend(shared, loop);
        final long endedNs = System.nanoTime();
        loop.selection.record(loop.outcomes.next(), 1, endedNs);
        settle(loop, endedNs);
        shared.ring.settle(loop.drafts.settlement());
        return picked;
    }

    @Benchmark
    public ApiKey identity(Shared shared, Loop loop) {
        return found(shared, loop);
    }

    @Benchmark
    public void limits(Shared shared, Loop loop) {
        final long nowNs = System.nanoTime();
        admit(shared.keyLimits, shared.appLimits, loop, nowNs);
        settle(loop, nowNs);
    }

    @Benchmark
    public PickResult routeAndPick(Shared shared, Loop loop) {
        final long nowNs = System.nanoTime();
        final PickResult picked = pick(shared, loop, nowNs);
        loop.selection.record(loop.outcomes.next(), 1, nowNs);
        return picked;
    }

    @Benchmark
    public void bill(Shared shared, Loop loop) {
        intend(shared, loop);
        shared.ring.settle(loop.drafts.settlement());
    }

    private static ApiKey found(Shared shared, Loop loop) {
        final byte[] secret = loop.secrets.next();
        loop.digester.digest(secret, 0, secret.length, loop.digest);
        final ApiKey key = shared.keys.find(loop.digest, 0);
        if (key == null) {
            throw new IllegalStateException("no key");
        }
        return key;
    }

    private static void admit(RateLimits key, RateLimits app, Loop loop, long nowNs) {
        if (loop.admission.admit(key, app, RateLimits.NONE, ESTIMATED_TOKENS, nowNs) != Admission.Verdict.ADMITTED) {
            throw new IllegalStateException("refused");
        }
    }

    private static void settle(Loop loop, long nowNs) {
        loop.admission.settleTokens(USED_TOKENS, nowNs);
        loop.admission.release();
    }

    private static PickResult pick(Shared shared, Loop loop, long nowNs) {
        final byte[] model = loop.models[loop.random.nextInt(MODELS)];
        final ModelRoute route = shared.routes.find(model, 0, model.length);
        if (route == null) {
            throw new IllegalStateException("no route");
        }
        loop.selection.reset();
        final PickResult picked = loop.selector.pick(route, loop.selection, 1, false, nowNs);
        if (picked != PickResult.PICKED) {
            throw new IllegalStateException("nothing to pick: " + picked);
        }
        return picked;
    }

    private static void intend(Shared shared, Loop loop) {
        while (!shared.ring.tryIntent(loop.drafts.intent())) {
            Thread.onSpinWait();
        }
    }

    @Threads(1)
    public static class Threads01 extends DecisionBenchmark {}

    @Threads(2)
    public static class Threads02 extends DecisionBenchmark {}

    @Threads(4)
    public static class Threads04 extends DecisionBenchmark {}
}

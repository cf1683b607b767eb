package io.sluice.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.core.Allocations;
import io.sluice.core.Crowd;
import io.sluice.core.ManualTime;
import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.State;
import io.sluice.core.breaker.Verdict;
import io.sluice.core.limit.RateLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SelectorTest {
    private static final int ANY = -1;
    private static final long UNKNOWN = -1;
    private static final long SECOND_NS = 1_000_000_000L;

    private final ManualTime time = new ManualTime();
    private final UpstreamRegistry registry = new UpstreamRegistry(UpstreamListener.NONE);
    private final UpstreamRegistry.Reload config = registry.reload();
    private final Selector selector = new Selector(new SplittableRandom(7));
    private final Selection selection = new Selection();
    private final List<Candidate> candidates = new ArrayList<>();
    private BreakerSettings breaker = BreakerSettings.DEFAULT;

    @Test
    void followsTheWeights() {
        channel("a", 3, 0);
        channel("b", 1, 0);

        final Map<String, Integer> picks = pickAndSucceed(route(), 10_000);

        assertThat(share(picks, "a")).isCloseTo(0.75, within(0.02));
    }

    @Test
    void givesAHalfHealthyChannelHalfItsShare() {
        breaker = neverOpens();
        final Upstream half = channel("half", 1, 0);
        channel("well", 1, 0);
        final Map<String, Integer> picks = new HashMap<>();
        final Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            final Candidate picked = pickNew(route());
            if (i >= 2_000) {
                picks.merge(picked.channel(), 1, Integer::sum);
            }
            selection.record(
                    picked.upstream() == half && random.nextBoolean() ? Verdict.FAILURE : Verdict.SUCCESS,
                    UNKNOWN,
                    time.advanceMs(5));
        }

        assertThat(half.health().score(time.nowNs())).isCloseTo(0.5, within(0.06));
        assertThat(share(picks, "half")).as("0.5 of 1.5").isCloseTo(1.0 / 3, within(0.03));
    }

    @Test
    void givesADeadChannelNothingButProbes() {
        final Upstream dead = channel("dead", 1, 0);
        channel("a", 1, 0);
        channel("b", 1, 0);
        final ModelRoute route = route();
        int afterOpening = 0;
        for (int i = 0; i < 60_000; i++) {
            final boolean opened = dead.breaker().moves(State.OPEN) > 0;
            final Candidate picked = pickNew(route);
            final boolean isDead = picked.upstream() == dead;
            afterOpening += isDead && opened ? 1 : 0;
            selection.record(isDead ? Verdict.FAILURE : Verdict.SUCCESS, UNKNOWN, time.advanceMs(10));
        }

        // 600 s: probes after 10, 20, 40, 80, 160 and 300 s, each of which fails at once
        assertThat(afterOpening).isBetween(4, 6);
        assertThat(dead.breaker().moves(State.HALF_OPEN)).isEqualTo(afterOpening);
    }

    @Test
    void bringsARecoveredChannelBackSlowly() {
        breaker = new BreakerSettings(60 * SECOND_NS, 60, 20, 0.3, 1, SECOND_NS, SECOND_NS, 3, 10 * SECOND_NS, 0);
        final Upstream back = channel("back", 1, 0);
        channel("a", 1, 0);
        kill(back);
        time.advanceSeconds(120);
        while (back.breaker().state(time.nowNs()) != State.RAMPING) {
            pickNew(route());
            selection.record(Verdict.SUCCESS, UNKNOWN, time.nowNs());
        }

        final double early = share(pickAndSucceed(route(), 5_000), "back");
        time.advanceSeconds(5);
        final double middle = share(pickAndSucceed(route(), 5_000), "back");
        time.advanceSeconds(6);
        final double late = share(pickAndSucceed(route(), 5_000), "back");

        assertThat(early).isLessThan(0.08);
        assertThat(middle).isBetween(0.28, 0.36);
        assertThat(late).isCloseTo(0.5, within(0.04));
    }

    @Test
    void usesALowerPriorityOnlyWhenNothingBetterIsAdmissible() {
        final Upstream first = channel("first", 1, 0);
        channel("second", 100, 1);

        assertThat(pickAndSucceed(route(), 100)).containsOnlyKeys("first");
        time.advanceSeconds(61);
        kill(first);
        assertThat(pickAndSucceed(route(), 100)).containsOnlyKeys("second");
    }

    @Test
    void triesTheNextPriorityWhenTheBetterOneHasBeenTried() {
        channel("first", 1, 0);
        channel("second", 1, 1);

        assertThat(pickInARow(route(), 2)).containsExactly("first", "second");
        assertThat(pick(route(), false)).isEqualTo(PickResult.ALL_TRIED);
    }

    @Test
    void neverTriesACredentialTwiceWhileAnotherIsLeft() {
        for (int i = 0; i < 200; i++) {
            final SelectorTest fresh = new SelectorTest();
            fresh.channel("a", 10, 0, "key-1", "key-2");
            fresh.channel("b", 1, 0);
            fresh.channel("c", 1, 1);
            final List<Integer> credentials = new ArrayList<>();
            for (int attempt = 0; attempt < 4; attempt++) {
                credentials.add(fresh.pickAnother(fresh.route()).upstream().credentialId());
                fresh.selection.record(Verdict.FAILURE, UNKNOWN, fresh.time.nowNs());
            }
            assertThat(credentials).doesNotHaveDuplicates();
            assertThat(fresh.pick(fresh.route(), false)).isEqualTo(PickResult.ALL_TRIED);
        }
    }

    @Test
    void treatsTheSameSecretOnAnotherModelAsTheSameCredential() {
        channel("a", 1, 0);
        final ModelRoute first = route();
        candidates.clear();
        final Upstream other = config.of("a", "a-key", "other-model", breaker, HealthSettings.DEFAULT, time.nowNs());
        candidates.add(new Candidate(other, 0, 0, 0, 1, 0, null, 0));
        final ModelRoute second = route();

        pickAnother(first);
        selection.record(Verdict.FAILURE, UNKNOWN, time.nowNs());

        assertThat(pick(second, false)).isEqualTo(PickResult.ALL_TRIED);
    }

    @Test
    void beginsAnotherRoundIfItMay() {
        channel("a", 1, 0);
        channel("b", 1, 0);
        final List<String> tried = pickInARow(route(), 2);

        assertThat(pick(route(), true)).isEqualTo(PickResult.PICKED);

        assertThat(picked().channel()).as("not the last one tried").isEqualTo(tried.getFirst());
    }

    @Test
    void repeatsTheOnlyOneIfItMay() {
        channel("a", 1, 0);

        assertThat(pickInARow(route(), 1)).containsExactly("a");
        assertThat(pick(route(), false)).isEqualTo(PickResult.ALL_TRIED);
        assertThat(pick(route(), true)).isEqualTo(PickResult.PICKED);
    }

    @Test
    void looksOnlyAtTheDialectsAskedFor() {
        channelOf("openai", 0, 1);
        channelOf("gemini", 3, 1);

        for (int i = 0; i < 50; i++) {
            selection.reset();
            assertThat(selector.pick(route(), selection, 1 << 3, false, time.nowNs()))
                    .isEqualTo(PickResult.PICKED);
            assertThat(picked().channel()).isEqualTo("gemini");
            selection.record(Verdict.SUCCESS, UNKNOWN, time.nowNs());
        }
        assertThat(selector.pick(route(), selection, 1 << 5, false, time.nowNs()))
                .isEqualTo(PickResult.NONE_CONFIGURED);
    }

    @Test
    void leavesOutWhatTheOperatorDisabled() {
        channel("a", 1, 0);
        channel("b", 1, 0);
        config.commit();

        registry.enable("a", false);

        assertThat(pickAndSucceed(route(), 50)).containsOnlyKeys("b");
        registry.enable("b", false);
        assertThat(pick(route(), false)).isEqualTo(PickResult.NONE_CONFIGURED);
        registry.enable("a", true);
        assertThat(pickAndSucceed(route(), 50)).containsOnlyKeys("a");
    }

    @Test
    void splitsAChannelsWeightOverItsUsableCredentials() {
        channel("many", 1, 0, "key-1", "key-2", "key-3");
        channel("one", 1, 0);

        assertThat(share(pickAndSucceed(route(), 10_000), "many")).isCloseTo(0.5, within(0.02));
        time.advanceSeconds(61);
        kill(candidates.get(0).upstream());
        assertThat(share(pickAndSucceed(route(), 10_000), "many"))
                .as("one credential is out, the channel isn't")
                .isCloseTo(0.5, within(0.02));
    }

    @Test
    void saysWhenTheFirstOfTheOpenOnesMayBeTried() {
        kill(channel("a", 1, 0));
        time.advanceSeconds(4);
        kill(channel("b", 1, 0));

        assertThat(pick(route(), true)).isEqualTo(PickResult.ALL_OPEN);

        assertThat(selection.retryNs()).isBetween(6 * SECOND_NS, 6 * SECOND_NS + 2_000_000);
        time.advanceNs(selection.retryNs());
        assertThat(pickNew(route()).channel()).isEqualTo("a");
    }

    @Test
    void keepsALastChannelThatStillSucceedsSometimes() {
        final Upstream only = channel("only", 1, 0);
        for (int i = 0; i < 5_000; i++) {
            assertThat(pickNew(route()).upstream()).isSameAs(only);
            selection.record(i % 2 == 0 ? Verdict.SUCCESS : Verdict.FAILURE, UNKNOWN, time.advanceMs(20));
        }
        assertThat(only.breaker().moves(State.OPEN))
                .as("it is open and serves in spite of it")
                .isPositive();
    }

    @Test
    void takesALastChannelOutThatIsDead() {
        kill(channel("only", 1, 0));

        assertThat(pick(route(), true)).isEqualTo(PickResult.ALL_OPEN);
        assertThat(selection.retryNs()).isPositive();
    }

    @Test
    void honoursRetryAfterEvenOfTheLastChannel() {
        final Upstream only = channel("only", 1, 0);
        only.breaker().holdUntil(time.afterMs(7_000), time.nowNs());

        assertThat(pick(route(), true)).isEqualTo(PickResult.ALL_OPEN);
        assertThat(selection.retryNs()).isEqualTo(7 * SECOND_NS);
    }

    @Test
    void doesNotFallBackOnAPoorChannelWhileAGoodOneIsUsable() {
        wound(channel("poor", 1, 0));
        channel("good", 1, 1);

        assertThat(pickAndSucceed(route(), 200)).containsOnlyKeys("good");
        assertThat(pickInARow(route(), 1)).containsExactly("good");
        assertThat(pick(route(), false))
                .as("the good one was tried, but is usable")
                .isEqualTo(PickResult.ALL_TRIED);
    }

    @Test
    void fallsBackOnThePoorOnesWhenTheRestIsDead() {
        kill(channel("dead", 5, 0));
        wound(channel("poor-a", 1, 0));
        wound(channel("poor-b", 1, 1));

        assertThat(pickAndSucceed(route(), 200)).containsOnlyKeys("poor-a");
        assertThat(pickInARow(route(), 2)).containsExactly("poor-a", "poor-b");
    }

    @Test
    void prefersTheLessLoaded() {
        final Upstream busy = channel("busy", 1, 0);
        channel("idle", 1, 0);
        for (int i = 0; i < 5; i++) {
            busy.begin();
        }

        assertThat(pickAndSucceed(route(Strategy.LEAST_LOADED), 100)).containsOnlyKeys("idle");
    }

    @Test
    void measuresLoadAgainstWeight() {
        final Upstream large = channel("large", 10, 0);
        final Upstream small = channel("small", 1, 0);
        for (int i = 0; i < 5; i++) {
            large.begin();
        }
        small.begin();

        assertThat(pickAndSucceed(route(Strategy.LEAST_LOADED), 100)).containsOnlyKeys("large");
    }

    @Test
    void spreadsOverAllThatAreEquallyLoaded() {
        for (final String name : List.of("a", "b", "c", "d")) {
            channel(name, 1, 0);
        }
        final Map<String, Integer> picks = pickAndSucceed(route(Strategy.LEAST_LOADED), 8_000);

        assertThat(picks.values()).allMatch(count -> count > 1_700 && count < 2_300);
    }

    @Test
    void givesNothingToAWeightOfZero() {
        channel("a", 0, 0);
        channel("b", 1, 0);

        assertThat(pickAndSucceed(route(), 100)).containsOnlyKeys("b");
    }

    @Test
    void insistsThatAnAttemptIsRecorded() {
        channel("a", 1, 0);
        pickNew(route());

        assertThatIllegalStateException()
                .isThrownBy(() -> pick(route(), true))
                .withMessageContaining("was not recorded");
        assertThatIllegalStateException().isThrownBy(selection::reset);
        selection.record(Verdict.IGNORED, UNKNOWN, time.nowNs());
        selection.record(Verdict.FAILURE, UNKNOWN, time.nowNs());
        assertThat(picked().upstream().inFlight()).isZero();
        assertThat(picked().upstream().health().score(time.nowNs())).isEqualTo(1);
    }

    @Test
    void losesNoPlaceInFlightAmongSixteenThreads() throws Exception {
        channel("a", 3, 0);
        channel("b", 1, 0);
        final ModelRoute route = route();
        final long nowNs = time.nowNs();

        Crowd.sumOf(16, index -> {
            final Selector mine = new Selector(new SplittableRandom(index));
            final Selection attempt = new Selection();
            for (int i = 0; i < 5_000; i++) {
                attempt.reset();
                mine.pick(route, attempt, ANY, false, nowNs + i * 1_000_000L);
                attempt.record(i % 7 == 0 ? Verdict.FAILURE : Verdict.SUCCESS, UNKNOWN, nowNs + i * 1_000_000L);
            }
            return 0;
        });

        assertThat(candidates).allMatch(candidate -> candidate.upstream().inFlight() == 0);
    }

    @Test
    void allocatesNothing() {
        for (int i = 0; i < 6; i++) {
            channel("c" + i, 1 + i, i % 2, "key-1", "key-2");
        }
        final ModelRoute weighted = route();
        final ModelRoute leastLoaded = route(Strategy.LEAST_LOADED);
        Allocations.assertNone(() -> {
            selection.reset();
            selector.pick(weighted, selection, ANY, false, time.advanceMs(1));
            selection.record(Verdict.SUCCESS, 5, time.nowNs());
            selector.pick(leastLoaded, selection, ANY, true, time.nowNs());
            selection.record(Verdict.SUCCESS, 5, time.nowNs());
        });
    }

    private Upstream channel(String name, int weight, int priority) {
        return channel(name, weight, priority, name + "-key");
    }

    private Upstream channel(String name, int weight, int priority, String... fingerprints) {
        final int entry = candidates.size();
        for (int i = 0; i < fingerprints.length; i++) {
            final Upstream upstream =
                    config.of(name, fingerprints[i], "model", breaker, HealthSettings.DEFAULT, time.nowNs());
            candidates.add(new Candidate(upstream, entry, entry, i, weight, priority, null, 0));
        }
        return candidates.getLast().upstream();
    }

    private void channelOf(String name, int dialect, int weight) {
        final Upstream upstream = config.of(name, name, "model", breaker, HealthSettings.DEFAULT, time.nowNs());
        candidates.add(new Candidate(upstream, candidates.size(), 0, 0, weight, 0, null, dialect));
    }

    private ModelRoute route() {
        return route(Strategy.WEIGHTED);
    }

    private ModelRoute route(Strategy strategy) {
        return new ModelRoute(0, "model", candidates, List.of(), RateLimits.NONE, strategy);
    }

    private PickResult pick(ModelRoute route, boolean mayRepeat) {
        return selector.pick(route, selection, ANY, mayRepeat, time.nowNs());
    }

    private Candidate pickAnother(ModelRoute route) {
        assertThat(pick(route, false)).isEqualTo(PickResult.PICKED);
        return picked();
    }

    private Candidate pickNew(ModelRoute route) {
        selection.reset();
        return pickAnother(route);
    }

    private Candidate picked() {
        return Objects.requireNonNull(selection.candidate());
    }

    /** The channels of one request that fails everywhere, with outcomes that say nothing. */
    private List<String> pickInARow(ModelRoute route, int attempts) {
        selection.reset();
        final List<String> channels = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            channels.add(pickAnother(route).channel());
            selection.record(Verdict.IGNORED, UNKNOWN, time.nowNs());
        }
        return channels;
    }

    private Map<String, Integer> pickAndSucceed(ModelRoute route, int requests) {
        final Map<String, Integer> picks = new HashMap<>();
        for (int i = 0; i < requests; i++) {
            picks.merge(pickNew(route).channel(), 1, Integer::sum);
            selection.record(Verdict.SUCCESS, UNKNOWN, time.nowNs());
        }
        return picks;
    }

    private static double share(Map<String, Integer> picks, String channel) {
        return picks.getOrDefault(channel, 0)
                / (double) picks.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Opens the breaker with failures only. */
    private void kill(Upstream upstream) {
        for (int i = 0; i < 20; i++) {
            upstream.begin();
            upstream.end(upstream.breaker().tryPermit(time.nowNs()), Verdict.FAILURE, UNKNOWN, time.nowNs());
        }
        assertThat(upstream.breaker().state(time.nowNs())).isEqualTo(State.OPEN);
    }

    /** Opens the breaker though some calls succeed. */
    private void wound(Upstream upstream) {
        for (int i = 0; i < 20; i++) {
            upstream.begin();
            final Verdict verdict = i < 10 ? Verdict.SUCCESS : Verdict.FAILURE;
            upstream.end(upstream.breaker().tryPermit(time.nowNs()), verdict, UNKNOWN, time.nowNs());
        }
        assertThat(upstream.breaker().state(time.nowNs())).isEqualTo(State.OPEN);
    }

    private static BreakerSettings neverOpens() {
        return new BreakerSettings(60 * SECOND_NS, 60, 1_000_000, 1, 1, SECOND_NS, SECOND_NS, 1, 0, 0);
    }
}

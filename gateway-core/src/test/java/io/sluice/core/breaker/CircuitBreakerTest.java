package io.sluice.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.core.Allocations;
import io.sluice.core.Crowd;
import io.sluice.core.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CircuitBreakerTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long UNKNOWN = -1;
    private static final BreakerSettings SLOW_MATTERS = new BreakerSettings(
            60 * SECOND_NS, 60, 20, 0.3, 0.5, 10 * SECOND_NS, 300 * SECOND_NS, 3, 10 * SECOND_NS, 2 * SECOND_NS);

    private final ManualTime time = new ManualTime();
    private final List<String> moves = new ArrayList<>();
    private final CircuitBreaker breaker = breaker(BreakerSettings.DEFAULT);

    @Test
    void staysClosedBelowItsMinimumOfCalls() {
        call(19, Verdict.FAILURE);

        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void opensWhenTheShareOfFailuresIsReached() {
        call(15, Verdict.SUCCESS);
        call(6, Verdict.FAILURE);
        assertThat(state()).isEqualTo(State.CLOSED);

        call(1, Verdict.FAILURE);

        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(breaker.tryPermit(time.nowNs())).isEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.admittance(time.nowNs())).isZero();
        assertThat(moves).containsExactly("CLOSED>OPEN");
    }

    @Test
    void forgetsFailuresThatHaveLeftTheWindow() {
        call(19, Verdict.FAILURE);
        time.advanceSeconds(61);

        call(19, Verdict.FAILURE);

        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void doesNotCountWhatSaysNothing() {
        call(100, Verdict.IGNORED);
        call(19, Verdict.FAILURE);

        assertThat(state()).isEqualTo(State.CLOSED);
    }

    @Test
    void opensWhenFirstTokensAreSlow() {
        final CircuitBreaker slow = breaker(SLOW_MATTERS);
        for (int i = 0; i < 10; i++) {
            slow.record(slow.tryPermit(time.nowNs()), Verdict.SUCCESS, SECOND_NS, time.nowNs());
        }
        for (int i = 0; i < 10; i++) {
            assertThat(slow.state(time.nowNs())).isEqualTo(State.CLOSED);
            slow.record(slow.tryPermit(time.nowNs()), Verdict.SUCCESS, 3 * SECOND_NS, time.nowNs());
        }

        assertThat(slow.state(time.nowNs())).isEqualTo(State.OPEN);
        assertThat(slow.isLastResort(time.nowNs()))
                .as("slow is better than nothing")
                .isTrue();
    }

    @Test
    void letsItsProbesThroughOnceItsTimeIsOver() {
        open();
        time.advanceNs(10 * SECOND_NS - 1);
        assertThat(breaker.tryPermit(time.nowNs())).isEqualTo(CircuitBreaker.REFUSED);

        time.advanceMs(2);

        assertThat(breaker.admittance(time.nowNs())).isEqualTo(1);
        assertThat(permits(10)).isEqualTo(3);
        assertThat(breaker.admittance(time.nowNs())).isZero();
        assertThat(state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void rampsUpAndClosesWhenAllProbesPass() {
        openThenWait(11);

        call(3, Verdict.SUCCESS);

        assertThat(state()).isEqualTo(State.RAMPING);
        assertThat(breaker.admittance(time.nowNs())).isEqualTo(0.05);
        time.advanceSeconds(5);
        assertThat(breaker.admittance(time.nowNs())).isBetween(0.49, 0.51);
        time.advanceMs(5001);
        call(1, Verdict.SUCCESS);
        assertThat(state()).isEqualTo(State.CLOSED);
        assertThat(breaker.admittance(time.nowNs())).isEqualTo(1);
        assertThat(moves).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>RAMPING", "RAMPING>CLOSED");
    }

    @Test
    void opensForTwiceAsLongEachTimeAProbeFails() {
        open();
        long openForMs = 10_000;
        for (int i = 0; i < 8; i++) {
            time.advanceMs(openForMs - 1);
            assertThat(permits(1)).as("round %d, before its time", i).isZero();
            time.advanceMs(3);
            call(1, Verdict.FAILURE);
            assertThat(state()).isEqualTo(State.OPEN);
            openForMs = Math.min(300_000, openForMs * 2);
        }
        assertThat(breaker.nsUntilProbe(time.nowNs())).isBetween(300 * SECOND_NS, 301 * SECOND_NS);
    }

    @Test
    void beginsWithTheShortestTimeAgainAfterAFullRecovery() {
        openThenWait(11);
        call(1, Verdict.FAILURE);
        time.advanceSeconds(21);
        call(3, Verdict.SUCCESS);
        time.advanceSeconds(11);
        call(1, Verdict.SUCCESS);

        open();

        assertThat(breaker.nsUntilProbe(time.nowNs())).isBetween(10 * SECOND_NS, 11 * SECOND_NS);
    }

    @Test
    void holdsNoOldFailuresAgainstARecoveredUpstream() {
        openThenWait(11);
        call(3, Verdict.SUCCESS);
        time.advanceSeconds(11);
        call(5, Verdict.SUCCESS);

        call(6, Verdict.FAILURE);

        assertThat(state())
                .as("11 calls since the recovery, 20 old failures still in the window")
                .isEqualTo(State.CLOSED);
    }

    @Test
    void opensForLongerWhenItFailsInItsRamp() {
        openThenWait(11);
        call(3, Verdict.SUCCESS);

        call(20, Verdict.FAILURE);

        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(breaker.nsUntilProbe(time.nowNs())).isBetween(20 * SECOND_NS, 21 * SECOND_NS);
    }

    @Test
    void getsAProbeBackThatSaidNothing() {
        openThenWait(11);
        final int first = breaker.tryPermit(time.nowNs());
        assertThat(permits(5)).isEqualTo(2);

        breaker.record(first, Verdict.IGNORED, UNKNOWN, time.nowNs());

        assertThat(permits(5)).isEqualTo(1);
        assertThat(state()).isEqualTo(State.HALF_OPEN);
    }

    @Test
    void givesUpProbesThatNeverComeBack() {
        openThenWait(11);
        final int lost = breaker.tryPermit(time.nowNs());
        assertThat(permits(5)).isEqualTo(2);
        time.advanceSeconds(11);

        assertThat(permits(5)).isEqualTo(3);
        breaker.record(lost, Verdict.FAILURE, UNKNOWN, time.nowNs());
        assertThat(state()).as("a probe given up decides nothing").isEqualTo(State.HALF_OPEN);
    }

    @Test
    void ignoresAsProbesWhatBeganBeforeItOpened() {
        final int old = breaker.tryPermit(time.nowNs());
        openThenWait(11);
        assertThat(permits(3)).isEqualTo(3);

        breaker.record(old, Verdict.SUCCESS, UNKNOWN, time.nowNs());
        breaker.record(old, Verdict.FAILURE, UNKNOWN, time.nowNs());

        assertThat(state()).isEqualTo(State.HALF_OPEN);
        assertThat(permits(3)).isZero();
    }

    @Test
    void honoursTheLongestHoldEvenWhileClosed() {
        breaker.holdUntil(time.afterMs(30_000), time.nowNs());
        breaker.holdUntil(time.afterMs(5_000), time.nowNs());

        assertThat(state()).isEqualTo(State.CLOSED);
        assertThat(breaker.heldForNs(time.nowNs())).isEqualTo(30 * SECOND_NS);
        time.advanceMs(29_999);
        assertThat(permits(1)).isZero();
        assertThat(breaker.tryLastResort(time.nowNs())).isEqualTo(CircuitBreaker.REFUSED);
        time.advanceMs(1);
        assertThat(permits(1)).isEqualTo(1);
    }

    @Test
    void boundsAHoldAndIgnoresOneInThePast() {
        breaker.holdUntil(time.nowNs() - 5, time.nowNs());
        assertThat(breaker.heldForNs(time.nowNs())).isZero();

        breaker.holdUntil(time.afterMs(1L << 40), time.nowNs());

        assertThat(breaker.heldForNs(time.nowNs())).isEqualTo(CircuitBreaker.MAX_HOLD_NS);
    }

    @Test
    void sendsNoProbeIntoAHold() {
        open();
        breaker.holdUntil(time.afterMs(60_000), time.nowNs());
        time.advanceSeconds(30);

        assertThat(permits(1)).isZero();
        assertThat(breaker.nsUntilProbe(time.nowNs())).isEqualTo(30 * SECOND_NS);
    }

    @Test
    void isALastResortIfSomethingStillSucceeded() {
        call(14, Verdict.SUCCESS);
        call(6, Verdict.FAILURE);

        assertThat(state()).isEqualTo(State.OPEN);
        assertThat(permits(1)).isZero();
        assertThat(breaker.tryLastResort(time.nowNs())).isEqualTo(CircuitBreaker.LAST_RESORT);
    }

    @Test
    void isNoLastResortIfNothingSucceeded() {
        open();

        assertThat(breaker.isLastResort(time.nowNs())).isFalse();
        assertThat(breaker.tryLastResort(time.nowNs())).isEqualTo(CircuitBreaker.REFUSED);
    }

    @Test
    void stopsBeingALastResortOnceTheLastSuccessHasLeftTheWindow() {
        final CircuitBreaker longOpen =
                breaker(new BreakerSettings(60 * SECOND_NS, 60, 20, 0.3, 1, 100 * SECOND_NS, 100 * SECOND_NS, 3, 0, 0));
        for (int i = 0; i < 20; i++) {
            longOpen.record(
                    longOpen.tryPermit(time.nowNs()),
                    i < 10 ? Verdict.SUCCESS : Verdict.FAILURE,
                    UNKNOWN,
                    time.nowNs());
        }
        assertThat(longOpen.isLastResort(time.nowNs())).isTrue();
        time.advanceSeconds(61);

        longOpen.record(longOpen.tryLastResort(time.nowNs()), Verdict.FAILURE, UNKNOWN, time.nowNs());

        assertThat(longOpen.isLastResort(time.nowNs())).isFalse();
    }

    @Test
    void probesAlsoWhenItIsALastResort() {
        call(14, Verdict.SUCCESS);
        call(6, Verdict.FAILURE);
        time.advanceSeconds(11);

        for (int i = 0; i < 3; i++) {
            breaker.record(breaker.tryLastResort(time.nowNs()), Verdict.SUCCESS, UNKNOWN, time.nowNs());
        }

        assertThat(state()).isEqualTo(State.RAMPING);
    }

    @Test
    void countsALateFailure() {
        call(14, Verdict.SUCCESS);
        for (int i = 0; i < 6; i++) {
            breaker.recordLateFailure(time.nowNs());
        }

        assertThat(state()).isEqualTo(State.OPEN);
    }

    @Test
    void closesAtOnceWithoutARamp() {
        final CircuitBreaker steep =
                breaker(new BreakerSettings(60 * SECOND_NS, 60, 1, 0.3, 1, SECOND_NS, SECOND_NS, 1, 0, 0));
        steep.record(steep.tryPermit(time.nowNs()), Verdict.FAILURE, UNKNOWN, time.nowNs());
        time.advanceMs(1002);

        steep.record(steep.tryPermit(time.nowNs()), Verdict.SUCCESS, UNKNOWN, time.nowNs());

        assertThat(steep.state(time.nowNs())).isEqualTo(State.CLOSED);
    }

    @Test
    void keepsItsSharesWhenABucketOverflows() {
        call(100_000, Verdict.SUCCESS);
        call(20_000, Verdict.FAILURE);
        assertThat(state()).as("a sixth failed").isEqualTo(State.OPEN);
    }

    @Test
    void countsTogetherWhatManyThreadsRecord() throws Exception {
        final long nowNs = time.nowNs();
        Crowd.sumOf(16, index -> {
            for (int i = 0; i < 7; i++) {
                breaker.record(CircuitBreaker.NORMAL, Verdict.SUCCESS, UNKNOWN, nowNs);
            }
            for (int i = 0; i < 2; i++) {
                breaker.record(CircuitBreaker.NORMAL, Verdict.FAILURE, UNKNOWN, nowNs);
            }
            return 0;
        });
        assertThat(state()).as("32 of 144 failed").isEqualTo(State.CLOSED);

        call(16, Verdict.FAILURE);
        assertThat(state()).as("48 of 160 failed").isEqualTo(State.OPEN);
    }

    @Test
    void reportsEachMoveOnceAmongSixteenThreads() throws Exception {
        final AtomicInteger reported = new AtomicInteger();
        final CircuitBreaker shared = new CircuitBreaker(
                new BreakerSettings(60 * SECOND_NS, 60, 5, 0.3, 1, SECOND_NS, SECOND_NS, 2, SECOND_NS / 10, 0),
                (from, to, nowNs) -> reported.incrementAndGet(),
                0);

        Crowd.sumOf(16, index -> {
            for (int i = 0; i < 20_000; i++) {
                final long nowNs = i * 500_000L;
                final int permit = shared.tryPermit(nowNs);
                if (permit != CircuitBreaker.REFUSED) {
                    final boolean down = i / 2_000 % 2 == 0;
                    shared.record(
                            permit,
                            i % 50 == 7 ? Verdict.IGNORED : down ? Verdict.FAILURE : Verdict.SUCCESS,
                            -1,
                            nowNs);
                }
            }
            return 0;
        });

        long counted = 0;
        for (final State state : State.values()) {
            counted += shared.moves(state);
        }
        assertThat(counted).isEqualTo(reported.get()).isGreaterThan(3);
        assertThat(Math.abs(shared.moves(State.OPEN) - shared.moves(State.HALF_OPEN)))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void neverHasMoreProbesOutThanAllowedAmongSixteenThreads() throws Exception {
        openThenWait(11);
        final long nowNs = time.nowNs();
        final AtomicInteger out = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();

        Crowd.sumOf(16, index -> {
            for (int i = 0; i < 20_000; i++) {
                final int permit = breaker.tryPermit(nowNs);
                if (permit != CircuitBreaker.REFUSED) {
                    most.accumulateAndGet(out.incrementAndGet(), Math::max);
                    out.decrementAndGet();
                    breaker.record(permit, Verdict.IGNORED, UNKNOWN, nowNs);
                }
            }
            return 0;
        });

        assertThat(most.get()).isBetween(1, 3);
        assertThat(permits(10)).as("all probes are back").isEqualTo(3);
    }

    @Test
    void namesTheNumberThatIsOutOfItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BreakerSettings(SECOND_NS, 60, 20, 1.5, 1, 1, 1, 1, 1, 0))
                .withMessage("must be above 0 and at most 1: failureRate=1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BreakerSettings(SECOND_NS, 60, 20, 1, 1, 1, 1, 64, 1, 0))
                .withMessage("must be 1..63: probes=64");
    }

    @Test
    void allocatesNothing() {
        Allocations.assertNone(() -> {
            final int permit = breaker.tryPermit(time.advanceMs(3));
            breaker.admittance(time.nowNs());
            if (permit != CircuitBreaker.REFUSED) {
                breaker.record(permit, Verdict.SUCCESS, 5, time.nowNs());
            }
        });
    }

    private CircuitBreaker breaker(BreakerSettings settings) {
        return new CircuitBreaker(settings, (from, to, nowNs) -> moves.add(from + ">" + to), time.nowNs());
    }

    private State state() {
        return breaker.state(time.nowNs());
    }

    private void call(int times, Verdict verdict) {
        for (int i = 0; i < times; i++) {
            breaker.record(breaker.tryPermit(time.nowNs()), verdict, UNKNOWN, time.nowNs());
        }
    }

    private void open() {
        call(20, Verdict.FAILURE);
        assertThat(state()).isEqualTo(State.OPEN);
    }

    private void openThenWait(int seconds) {
        open();
        time.advanceSeconds(seconds);
    }

    private int permits(int asked) {
        int granted = 0;
        for (int i = 0; i < asked; i++) {
            granted += breaker.tryPermit(time.nowNs()) == CircuitBreaker.REFUSED ? 0 : 1;
        }
        return granted;
    }
}

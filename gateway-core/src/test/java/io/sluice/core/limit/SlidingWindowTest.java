package io.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.core.Allocations;
import io.sluice.core.Crowd;
import io.sluice.core.ManualTime;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SlidingWindowTest {
    private final ManualTime time = new ManualTime();

    @Test
    void grantsTheLimitInAMinuteAndNoBurstOnTop() {
        final SlidingWindow window = SlidingWindow.perMinute(10, time.nowNs());
        assertThat(window.tryTake(10, time.nowNs())).isTrue();

        time.advanceMs(59_999);
        assertThat(window.tryTake(1, time.nowNs())).isFalse();
        time.advanceMs(954);
        assertThat(window.tryTake(10, time.nowNs())).isTrue();
    }

    @Test
    void knowsNoWholeMinutes() {
        final SlidingWindow window = SlidingWindow.perMinute(10, time.nowNs());
        time.advanceSeconds(59);
        assertThat(window.tryTake(10, time.nowNs())).isTrue();

        time.advanceSeconds(2);

        assertThat(window.tryTake(1, time.nowNs())).isFalse();
    }

    @Test
    void tellsWhenEnoughWillHaveLeftTheWindow() {
        final SlidingWindow window = SlidingWindow.perMinute(10, time.nowNs());
        window.tryTake(4, time.nowNs());
        window.tryTake(6, time.advanceSeconds(30));

        final long forFourNs = window.nsUntil(4, time.nowNs());
        final long forFiveNs = window.nsUntil(5, time.nowNs());
        final long forAllNs = window.nsUntilFull(time.nowNs());

        assertThat(forFourNs).isBetween(30_000_000_000L, 31_000_000_000L);
        assertThat(forFiveNs).isBetween(60_000_000_000L, 61_000_000_000L).isEqualTo(forAllNs);
        assertThat(window.tryTake(4, time.nowNs() + forFourNs - 1)).isFalse();
        assertThat(window.tryTake(4, time.nowNs() + forFourNs)).isTrue();
        assertThat(window.nsUntil(11, time.nowNs())).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void carriesDebtUntilItLeavesTheWindow() {
        final SlidingWindow window = SlidingWindow.perMinute(10, time.nowNs());

        window.charge(25, time.nowNs());

        assertThat(window.available(time.nowNs())).isEqualTo(-15);
        assertThat(window.tryTake(1, time.advanceSeconds(59))).isFalse();
        assertThat(window.available(time.advanceSeconds(2))).isEqualTo(10);
    }

    @Test
    void saturatesInsteadOfOverflowing() {
        final SlidingWindow window = SlidingWindow.perMinute(10, time.nowNs());
        for (int i = 0; i < 1000; i++) {
            window.charge(Long.MAX_VALUE, time.advanceMs(10));
        }

        assertThat(window.available(time.nowNs())).isNegative();
        assertThat(window.available(time.advanceSeconds(62))).isEqualTo(10);
    }

    @Test
    void givesBackWhatIsStillInTheWindow() {
        final SlidingWindow window = SlidingWindow.perMinute(10, time.nowNs());
        final long takenAtNs = time.nowNs();
        window.tryTake(10, takenAtNs);

        window.give(4, takenAtNs, time.advanceSeconds(20));

        assertThat(window.available(time.nowNs())).isEqualTo(4);
        assertThat(window.available(time.advanceSeconds(42))).isEqualTo(10);
    }

    @Test
    void doesNotGiveBackWhatTimeHasReturnedAlready() {
        final SlidingWindow window = SlidingWindow.perMinute(10, time.nowNs());
        final long takenAtNs = time.nowNs();
        window.tryTake(10, takenAtNs);
        time.advanceSeconds(90);
        window.tryTake(10, time.nowNs());

        window.give(10, takenAtNs, time.nowNs());

        assertThat(window.available(time.nowNs())).isZero();
    }

    @Test
    void isFreshAgainAfterAnyPause() {
        final SlidingWindow window = SlidingWindow.perMinute(10, time.nowNs());
        for (final long seconds : new long[] {61, 64, 100, 3_600, 86_400, 86_400 * 400L}) {
            assertThat(window.tryTake(10, time.advanceSeconds(seconds)))
                    .as("after %d s", seconds)
                    .isTrue();
            assertThat(window.tryTake(1, time.nowNs())).isFalse();
        }
    }

    @Test
    void namesTheNumberThatIsOutOfItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SlidingWindow.perMinute(0, 0))
                .withMessage("must be 1..34359738368: limit=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SlidingWindow(1, 5, 0))
                .withMessage("must be at least 64: windowNs=5");
    }

    @Test
    void neverGrantsMoreThanItsLimitOverAnyWindow() {
        for (int seed = 0; seed < 60; seed++) {
            checkAnyWindow(seed);
        }
    }

    private static void checkAnyWindow(int seed) {
        final Random random = new Random(seed);
        final long windowNs = 64L + (long) Math.pow(10, random.nextDouble() * 11);
        final long limit = 1L + random.nextInt(40);
        final SlidingWindow window = new SlidingWindow(limit, windowNs, 17);
        final int steps = 2_000;
        final long[] atNs = new long[steps];
        final long[] net = new long[steps];
        long nowNs = 17;
        for (int i = 0; i < steps; i++) {
            nowNs += random.nextInt(3) == 0
                    ? 0
                    : random.nextLong(random.nextInt(200) == 0 ? 3 * windowNs : windowNs / 30 + 1);
            atNs[i] = nowNs;
            final long n = 1 + random.nextLong(limit);
            if (window.tryTake(n, nowNs)) {
                net[i] = n;
            }
            final int earlier = random.nextInt(i + 1);
            if (random.nextInt(5) == 0) {
                window.give(net[earlier], atNs[earlier], nowNs);
                net[earlier] = 0; // given back later or not at all: what stays counted must still keep the bound
            }
        }
        for (int from = 0; from < steps; from++) {
            long sum = 0;
            for (int to = from; to < steps && atNs[to] - atNs[from] < windowNs; to++) {
                sum += net[to];
            }
            assertThat(sum).as("seed %d, window from step %d", seed, from).isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void losesNoUnitAndGrantsNoneTwiceAmongSixteenThreads() throws Exception {
        final SlidingWindow window = new SlidingWindow(100_000, 63_000_000, 0);

        final long granted = Crowd.sumOf(16, index -> {
            long mine = 0;
            for (int i = 0; i < 20_000; i++) {
                final long nowNs = i * 50L; // one window: nothing expires, but all cross its first slot's edge
                mine += window.tryTake(1, nowNs) ? 1 : 0;
                if (i % 4 == 3) {
                    window.give(1, nowNs, nowNs);
                    mine--;
                }
            }
            return mine;
        });

        assertThat(granted + window.available(1_000_000)).isEqualTo(100_000);
    }

    @Test
    void isEmptyAfterACrowdHasTurnedItRoundManyTimes() throws Exception {
        final SlidingWindow window = new SlidingWindow(50, 6_300, 0);

        final long granted = Crowd.sumOf(16, index -> {
            long mine = 0;
            for (int i = 0; i < 30_000; i++) {
                mine += window.tryTake(1L + index % 3, i * 13L) ? 1 : 0;
            }
            return mine;
        });

        assertThat(granted).isPositive();
        assertThat(window.available(30_000 * 13L + 6_500)).isEqualTo(50);
    }

    @Test
    void allocatesNothing() {
        final SlidingWindow window = SlidingWindow.perMinute(1000, time.nowNs());
        Allocations.assertNone(() -> {
            window.tryTake(1, time.advanceMs(30));
            window.charge(1, time.nowNs());
            window.give(1, time.nowNs());
            window.nsUntil(500, time.nowNs());
        });
    }
}

package io.sluice.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sluice.core.Allocations;
import io.sluice.core.Crowd;
import io.sluice.core.ManualTime;
import org.junit.jupiter.api.Test;

final class HealthScoreTest {
    private static final long HALF_LIFE_NS = 30_000_000_000L;

    private final ManualTime time = new ManualTime();
    private final HealthScore health = new HealthScore(0.3, HALF_LIFE_NS, time.nowNs());

    @Test
    void beginsHealthy() {
        assertThat(score()).isEqualTo(1);
    }

    @Test
    void tellsTheShareOfSuccesses() {
        record(1000, 10, 2);

        assertThat(score()).isCloseTo(0.5, within(0.03));
    }

    @Test
    void tellsTheShareAtAnyRate() {
        for (final long gapMs : new long[] {1, 7, 100, 1000}) {
            record(4_000, gapMs, 4);
            assertThat(score()).as("a call each %d ms", gapMs).isCloseTo(0.75, within(0.05));
        }
    }

    @Test
    void neverFallsBelowItsFloor() {
        for (int i = 0; i < 1000; i++) {
            health.record(false, time.advanceMs(10));
        }

        assertThat(score()).isEqualTo(0.3);
    }

    @Test
    void isNotShatteredByOneFailureInAQuietHour() {
        health.record(false, time.nowNs());

        assertThat(score()).isCloseTo(0.8, within(0.001));
    }

    @Test
    void trustsAgainAsFailuresFade() {
        for (int i = 0; i < 100; i++) {
            health.record(false, time.nowNs());
        }
        double before = score();
        for (int i = 0; i < 10; i++) {
            time.advanceNs(HALF_LIFE_NS);
            assertThat(score()).isGreaterThanOrEqualTo(before);
            before = score();
        }
        assertThat(score()).isGreaterThan(0.95);
    }

    @Test
    void countsAnAttemptHalfAfterAHalfLife() {
        for (int i = 0; i < 1000; i++) {
            health.record(false, time.nowNs());
        }
        time.advanceNs(HALF_LIFE_NS);
        for (int i = 0; i < 1000; i++) {
            health.record(true, time.nowNs());
        }

        assertThat(score()).isCloseTo(1 - 500.0 / 1504, within(0.002));
    }

    @Test
    void keepsTheShareWhenItsCountsAreFull() {
        record(500_000, 0, 2);

        assertThat(score()).isCloseTo(0.5, within(0.01));
    }

    @Test
    void forgetsAllAfterALongPause() {
        record(1000, 1, 1);
        time.advanceSeconds(3600);

        assertThat(score()).isEqualTo(1);
    }

    @Test
    void losesNoAttemptAmongSixteenThreads() throws Exception {
        final HealthScore shared = new HealthScore(0, HALF_LIFE_NS, 0);

        Crowd.sumOf(16, index -> {
            for (int i = 0; i < 1000; i++) {
                shared.record(index % 2 == 0, 0);
            }
            return 0;
        });

        assertThat(shared.score(0)).isEqualTo(1 - 8000.0 / 16_004);
    }

    @Test
    void namesTheNumberThatIsOutOfItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthScore(1.1, HALF_LIFE_NS, 0))
                .withMessage("must be 0..1: floor=1.1");
    }

    @Test
    void allocatesNothing() {
        Allocations.assertNone(() -> {
            health.record(true, time.advanceMs(5));
            health.score(time.nowNs());
        });
    }

    /** One failure in so many. */
    private void record(int calls, long gapMs, int oneIn) {
        for (int i = 0; i < calls; i++) {
            health.record(i % oneIn != 0, time.advanceMs(gapMs));
        }
    }

    private double score() {
        return health.score(time.nowNs());
    }
}

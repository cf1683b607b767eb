package io.sluice.benchmarks.endtoend.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class OpenLoopScheduleTest {
    private static final long SECOND_NS = 1_000_000_000L;

    @Test
    void aRequestTakenLateKeepsTheTimeAtWhichItShouldHaveBegun() {
        final OpenLoopSchedule schedule = new OpenLoopSchedule(1000, SECOND_NS, 1000);
        schedule.take();

        final boolean due = schedule.isDue(500_000_000);
        final long intendedNs = schedule.take();

        assertThat(due).isTrue();
        assertThat(intendedNs).isEqualTo(1_001_000);
    }

    @Test
    void nothingIsDueBeforeItsTime() {
        final OpenLoopSchedule schedule = new OpenLoopSchedule(1000, SECOND_NS, 1000);

        assertThat(schedule.isDue(999)).isFalse();
        assertThat(schedule.isDue(1000)).isTrue();
    }

    @Test
    void allOfARateAreDueOverItsTimeAndNoneBehindIt() {
        final OpenLoopSchedule schedule = new OpenLoopSchedule(7, 7 + 10 * SECOND_NS, 3000.7);
        long count = 0;
        while (schedule.isDue(Long.MAX_VALUE)) {
            schedule.take();
            count++;
        }

        assertThat(count).isEqualTo(30_007);
    }

    @Test
    void roundingDoesNotAddUp() {
        final OpenLoopSchedule schedule = new OpenLoopSchedule(0, Long.MAX_VALUE, 3);
        for (int i = 0; i < 3_000_000; i++) {
            schedule.take();
        }

        assertThat(schedule.nextNs()).isBetween(1_000_000 * SECOND_NS - 1, 1_000_000 * SECOND_NS + 1);
    }

    @Test
    void refusesARateThatIsNone() {
        assertThatThrownBy(() -> new OpenLoopSchedule(0, 1, 0)).hasMessageContaining("ratePerS=0");
        assertThatThrownBy(() -> new OpenLoopSchedule(0, 1, Double.NaN)).hasMessageContaining("ratePerS=NaN");
    }
}

package io.sluice.benchmarks.endtoend.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.benchmarks.endtoend.machine.MachineTicks;
import io.sluice.benchmarks.endtoend.machine.ProcessTree;
import io.sluice.benchmarks.endtoend.machine.ProcessTree.Cpu;
import io.sluice.benchmarks.endtoend.report.Sample;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ScenarioTest {
    private static Sample step(double rate, double p99Us, double failed) {
        return new Sample(
                "frontier",
                "x",
                "sluice",
                0,
                Map.of("requests_per_s", rate, "p99_us", p99Us, "failed", failed),
                false,
                "");
    }

    @Test
    void theFrontierIsTheBestStepWithinEachBound() {
        final Map<String, Double> frontier = Frontier.frontier(
                List.of(step(100, 900, 0), step(500, 4000, 0), step(900, 60_000, 0), step(800, 70_000, 0)));

        assertThat(frontier)
                .containsEntry("requests_per_s_at_p99_1_ms", 100.0)
                .containsEntry("requests_per_s_at_p99_5_ms", 500.0)
                .containsEntry("requests_per_s_at_p99_10_ms", 500.0)
                .containsEntry("requests_per_s_at_p99_50_ms", 500.0)
                .containsEntry("requests_per_s_at_p99_100_ms", 900.0)
                .containsEntry("requests_per_s", 900.0);
    }

    @Test
    void aStepThatFailedRequestsDoesNotCount() {
        assertThat(Frontier.frontier(List.of(step(100, 900, 1)))).isEmpty();
    }

    @Test
    void everyTargetIsOnceTheFirst() {
        assertThat(Stage.rotated(List.of("a", "b", "c"), 0)).containsExactly("a", "b", "c");
        assertThat(Stage.rotated(List.of("a", "b", "c"), 2)).containsExactly("c", "a", "b");
        assertThat(Stage.rotated(List.of("a", "b", "c"), 3)).containsExactly("a", "b", "c");
    }

    @Test
    void aStreamTakesTwoDescriptorsOfAGateway() {
        assertThat(OpenStreams.possible(20_000)).isEqualTo(9_850);
        assertThat(OpenStreams.possible(1_000_000)).isEqualTo(10_000);
        assertThat(OpenStreams.possible(100)).isEqualTo(1);
    }

    @Test
    void whatOthersUseIsWhatTheMachineDidBeyondUs() {
        final double ticks = ProcessTree.ticksPerS();
        final Usage before = new Usage(0, Cpu.NONE, Cpu.NONE, Cpu.NONE, Cpu.NONE, new MachineTicks(0, 0, 0));
        final Usage after = new Usage(
                2_000_000_000L,
                new Cpu(0.5, 0.5),
                new Cpu(0.25, 0.25),
                new Cpu(0.5, 0),
                new Cpu(0, 0.1),
                new MachineTicks((long) (3.1 * ticks), (long) (0.4 * ticks), (long) (4 * ticks)));

        assertThat(after.foreignCoresSince(before)).isEqualTo(0.5, Offset.offset(0.01));
        assertThat(after.stealSince(before)).isEqualTo(0.1, Offset.offset(0.01));
    }

    @Test
    void namesOfScenariosAreUnique() {
        assertThat(Scenarios.all().stream().map(Scenario::name))
                .doesNotHaveDuplicates()
                .containsExactly(
                        "latency",
                        "saturated",
                        "frontier",
                        "streams",
                        "firehose",
                        "open-streams",
                        "translated",
                        "tls",
                        "prompts",
                        "resources");
    }

    @Test
    void refusesToMeasureNothing() {
        assertThatThrownBy(() -> new Settings(0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Settings(1, Double.NaN, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.sluice.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The whole gateway on simulated network, clock and disk. {@code -Dsimulation.seeds} and {@code -Dsimulation.from} say how
 * many runs and from which on; {@code -Dsimulation.seed} runs one and prints its every step when it fails.
 */
class SimulationTest {
    private static final long FROM = Long.getLong("simulation.from", 1);
    private static final long SEEDS = Long.getLong("simulation.seeds", 1000);
    private static final Long ONLY = Long.getLong("simulation.seed");

    @Test
    void everyRequestHasOneEndAndOneRecordWhateverFails() {
        final long to = ONLY == null ? FROM + SEEDS : ONLY + 1;
        for (long seed = ONLY == null ? FROM : ONLY; seed < to; seed++) {
            try {
                Simulation.run(seed);
            } catch (AssertionError failure) {
                if (ONLY != null) {
                    Simulation.tell(seed).lines().forEach(System.out::println);
                }
                throw failure;
            }
        }
    }

    @Test
    void aSeedAlwaysGivesTheSameRun() {
        for (long seed = 1; seed <= 20; seed++) {
            final Trace first = Simulation.run(seed);
            final Trace second = Simulation.run(seed);
            assertThat(second.steps()).isEqualTo(first.steps());
            assertThat(second.hash()).as("trace of seed %s", seed).isEqualTo(first.hash());
        }
    }
}

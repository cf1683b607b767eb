package io.sluice.server.simulation;

/** Runs worlds, and says how to see a failed one again. */
final class Simulation {
    private Simulation() {}

    /** What a run came to: its trace. */
    static Trace run(long seed) {
        final Trace trace = new Trace(false);
        try (Watch watch = new Watch()) {
            new World(Choices.seeded(seed), trace, watch).run();
            return trace;
        } catch (Throwable failure) {
            throw new AssertionError(
                    "seed " + seed + " fails: " + failure.getMessage()
                            + "\n  to see it again: -Dtest=SimulationTest -Dsimulation.seed=" + seed,
                    failure);
        }
    }

    /** Runs once more what has failed, writing down every step. */
    static Trace tell(long seed) {
        final Trace trace = new Trace(true);
        try (Watch watch = new Watch()) {
            new World(Choices.seeded(seed), trace, watch).run();
        } catch (Throwable failure) {
            trace.remark(failure.toString());
        }
        return trace;
    }
}

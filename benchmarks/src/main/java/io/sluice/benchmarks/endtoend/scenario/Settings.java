package io.sluice.benchmarks.endtoend.scenario;

/**
 * Value: how much to measure.
 *
 * @param rounds of each case
 * @param secs of each run
 * @param maxForeignCores that other processes may use before a run is repeated
 * @param descriptors a process may hold
 */
public record Settings(int rounds, double secs, double maxForeignCores, int descriptors) {
    /** Share of the machine's time that the host may take before a run is repeated. */
    static final double MAX_STEAL = 0.05;

    /** Of a run that was too noisy. */
    static final int TRIES = 3;

    private static final double MS_PER_S = 1000;

    public Settings {
        if (rounds < 1 || !(secs > 0)) {
            throw new IllegalArgumentException(
                    "must be at least one round of more than no time: " + rounds + " x " + secs + " s");
        }
    }

    int durationMs() {
        return (int) Math.max(1, secs * MS_PER_S);
    }

    /** For what takes long: a third of the rounds. */
    int fewRounds() {
        return Math.max(1, rounds / 3);
    }
}

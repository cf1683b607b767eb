package io.sluice.benchmarks.endtoend.report;

import java.util.Map;

/**
 * Value: what one run of one case has shown of one target.
 *
 * @param metrics by name; the unit is in the name
 * @param noisy whether other programs, or the host, took so much of the machine that it can't be judged
 * @param latency histogram of nanoseconds, encoded; empty when there is none
 */
public record Sample(
        String scenario,
        String caseName,
        String target,
        int round,
        Map<String, Double> metrics,
        boolean noisy,
        String latency) {

    public Sample {
        metrics = Map.copyOf(metrics);
    }

    /** NaN when it wasn't measured. */
    public double metric(String name) {
        return metrics.getOrDefault(name, Double.NaN);
    }
}

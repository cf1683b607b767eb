package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.report.Results;
import java.io.IOException;

/** Something to measure, by name. Stateless. */
public interface Scenario {
    /** As on the command line. */
    String name();

    /** What it tells, in a line. */
    String title();

    /** Measures all targets of the stage, round by round. */
    void run(Stage stage, Results results) throws IOException, InterruptedException;
}

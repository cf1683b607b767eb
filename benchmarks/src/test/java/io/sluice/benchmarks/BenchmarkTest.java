package io.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Every benchmark runs, if only for a moment. For numbers:
 * {@code mvn -pl benchmarks -am test -Dtest=BenchmarkTest -Djmh.args="Decision -prof gc" -Dsurefire.failIfNoSpecifiedTests=false}
 */
final class BenchmarkTest {
    private static final String A_MOMENT = "-f 0 -wi 1 -i 1 -w 20ms -r 20ms -v SILENT -foe true";

    @Test
    void everyBenchmarkRuns() throws Exception {
        final List<String> args =
                List.of(System.getProperty("jmh.args", A_MOMENT).split(" "));

        final Collection<RunResult> results = new Runner(new CommandLineOptions(args.toArray(String[]::new))).run();

        assertThat(results).isNotEmpty();
    }
}

package io.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;

/**
 * Every benchmark runs, if only for a moment. For numbers, with JMH's own arguments:
 * {@code mvn -pl benchmarks -am test -Dtest=BenchmarkTest -Djmh.args="-f 2 Decision" -Dsurefire.failIfNoSpecifiedTests=false}
 * writes them to {@code target/jmh}.
 */
final class BenchmarkTest {
    private static final String A_MOMENT = "-f 0 -wi 0 -i 1 -r 10ms -v SILENT -foe true -p bytes=1000 -p keys=10"
            + " -p candidates=8 -p client=OPENAI -e Threads02 -e Threads16";

    @Test
    void everyBenchmarkRunsAndIsReported() throws Exception {
        final Collection<RunResult> results =
                JmhReport.run(System.getProperty("jmh.args", A_MOMENT).split(" "));

        final String report = Files.readString(Path.of("target", "jmh", "report.md"));
        assertThat(results)
                .isNotEmpty()
                .allSatisfy(result -> assertThat(report)
                        .contains(" | " + result.getPrimaryResult().getLabel() + " | "));
    }
}

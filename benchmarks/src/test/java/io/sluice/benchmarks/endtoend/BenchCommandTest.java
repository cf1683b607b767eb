package io.sluice.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return BenchCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void listsScenariosAndTargets() {
        assertThat(run("--list")).isZero();
        assertThat(out.toString()).contains("open-streams").contains("nginx").contains("the simulated vendor itself");
    }

    @Test
    void badUsageEndsWithTwo() {
        assertThat(run("no-such-scenario")).isEqualTo(2);
        assertThat(run("--only", "no-such-target")).isEqualTo(2);
        assertThat(run("--rounds", "0")).isEqualTo(2);
        assertThat(run("--no-such-option")).isEqualTo(2);
        assertThat(err.toString())
                .contains("no such scenario")
                .contains("no such target")
                .contains("at least one round");
    }

    @Test
    void measuresDirectAccessWithRealAgentsAndWritesItsResults(@TempDir Path folder) {
        assumeTrue(Files.isReadable(Path.of("/proc/self/stat")), "needs /proc");

        final int code = run(
                "saturated",
                "--only",
                "direct",
                "--rounds",
                "1",
                "--secs",
                "0.2",
                "--max-foreign",
                "99",
                "--out",
                folder.toString());

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("| direct");
        assertThat(folder.resolve("results.json")).exists();
    }
}

package io.sluice.benchmarks.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Runs the jcstress models in a process of their own; a forbidden outcome fails the build. By default each gets a moment in one JVM
 * mode. The long run, all modes and compilers:
 * {@code mvn -pl benchmarks -am test -Dtest=StressTest -Dstress.mode=default -Dsurefire.failIfNoSpecifiedTests=false}
 */
final class StressTest {
    private static final String MODE = System.getProperty("stress.mode", "moment");
    private static final Path REPORT = Path.of("target", "jcstress").toAbsolutePath();
    private static final List<String> MOMENT = List.of(
            "-m",
            "sanity",
            "-iters",
            "1",
            "-time",
            "200",
            "-sc",
            "false",
            "-af",
            "NONE",
            "-jvmArgs",
            "-XX:+UseSerialGC");

    @Test
    void noForbiddenOutcomeIsSeen() throws IOException, InterruptedException {
        Files.createDirectories(REPORT);
        final Path log = REPORT.resolve("log.txt");

        final int exitCode = run(log);

        final String said = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(exitCode).as(said).isZero();
        assertThat(said).contains("0 failed, 0 soft errs, 0 hard errs").doesNotContain("(Results: 0 planned");
    }

    private static int run(Path log) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(command())
                .directory(REPORT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            final long limitMinutes = MODE.equals("moment") ? 5 : 600;
            assertThat(process.waitFor(limitMinutes, TimeUnit.MINUTES))
                    .as("ended in time")
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command() {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("org.openjdk.jcstress.Main", "-r", REPORT.toString()));
        command.addAll(MODE.equals("moment") ? MOMENT : List.of("-m", MODE));
        return command;
    }
}

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

    /** Sanity mode's own strides give a dozen samples; these give some ten thousand, on a busy machine too. */
    private static final List<String> MOMENT = List.of(
            "-m",
            "sanity",
            "-iters",
            "1",
            "-time",
            "300",
            "-strideSize",
            "256",
            "-strideCount",
            "40",
            "-sc",
            "false",
            "-jvmArgs",
            "-XX:+UseSerialGC");

    @Test
    void noForbiddenOutcomeIsSeen() throws IOException, InterruptedException {
        Files.createDirectories(REPORT);
        final Path log = REPORT.resolve("log.txt");

        final int exitCode = run(log);

        final String said = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(exitCode).as(said).isZero();
        assertThat(said).contains("0 failed, 0 soft errs, 0 hard errs");
        assertThat(said).as("the control's race was seen").contains("the race that the run must be able to show");
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

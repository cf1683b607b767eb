package io.sluice.benchmarks.endtoend.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ChildrenTest {
    @Test
    void noProcessAndNoneOfItsDescendantsOutlivesThem() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
        final Children children = new Children();
        final Process shell = children.add(new ProcessBuilder("/bin/sh", "-c", "sleep 600 & echo $!; wait").start());
        final long sleeping = Long.parseLong(shell.inputReader().readLine());
        final ProcessHandle sleeper = ProcessHandle.of(sleeping).orElseThrow();

        children.close();

        assertThat(shell.isAlive()).isFalse();
        sleeper.onExit().get(30, TimeUnit.SECONDS);
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void aProcessThatComesTooLateIsEndedAtOnce() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
        final Children children = new Children();
        children.close();

        final Process late = children.add(new ProcessBuilder("/bin/sh", "-c", "sleep 600").start());

        assertThat(late.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
}

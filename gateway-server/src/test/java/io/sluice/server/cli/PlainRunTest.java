package io.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainRunTest {
    @Test
    void readsTheFileAndTheOverridesInTheirOrder() {
        final PlainRun run = Objects.requireNonNull(
                PlainRun.of("run", "--set", "b=1", "--config", "x.conf", "--set", "a=2=3", "--set", "b=4"));

        assertThat(run).isEqualTo(new PlainRun(Path.of("x.conf"), Map.of("b", "4", "a", "2=3")));
        assertThat(run.sets()).containsExactly(Map.entry("b", "4"), Map.entry("a", "2=3"));
    }

    @Test
    void theFileHasADefault() {
        assertThat(PlainRun.of("run")).isEqualTo(new PlainRun(Path.of("config/sluice.conf"), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "check",
                "run --help",
                "run --config",
                "run --config=x.conf",
                "run --config a.conf --config b.conf",
                "run --config --set",
                "run --set a",
                "run --set =a",
                "run --set @file",
                "run --port 1",
                "run x"
            })
    void leavesEverythingElseToTheRealParser(String line) {
        assertThat(PlainRun.of(line.isEmpty() ? new String[0] : line.split(" ")))
                .isNull();
    }
}

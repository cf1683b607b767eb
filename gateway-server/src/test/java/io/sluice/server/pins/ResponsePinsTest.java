package io.sluice.server.pins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResponsePinsTest {
    private static final Pin PIN = new Pin("search", "openai-a", "0123456789abcdef", "gpt-4o", "", 1_000);

    private final Path file;

    ResponsePinsTest(@TempDir Path dir) {
        file = dir.resolve("data").resolve("responses.pins");
    }

    private ResponsePins open(long nowMs) throws IOException {
        return ResponsePins.open(file, nowMs, problem -> {
            throw new AssertionError(problem);
        });
    }

    @Test
    void knowsAResponseForTheAppItWasMadeForAndForNobodyElse() {
        try (ResponsePins pins = ResponsePins.inMemory()) {
            pins.pin("resp_1", PIN);
            assertThat(pins.find("resp_1", "search", 999)).isEqualTo(PIN);
            assertThat(pins.find("resp_1", "other", 999)).isNull();
            assertThat(pins.find("resp_2", "search", 999)).isNull();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void forgetsWhatTheVendorHasForgotten() throws IOException {
        try (ResponsePins pins = ResponsePins.inMemory()) {
            pins.pin("resp_1", PIN);
            assertThat(pins.find("resp_1", "search", 1_000)).isNull();
        }
    }

    @Test
    void remembersOverARestart() throws IOException {
        final Pin mapped = new Pin("a\"pp", "ch", "fp", "gpt-é", "up\nstream", 5_000);
        try (ResponsePins pins = open(0)) {
            pins.pin("resp_1", PIN);
            pins.pin("resp_2", mapped);
            pins.pin("resp_3", PIN);
            pins.forget("resp_3");
        }
        try (ResponsePins pins = open(0)) {
            assertThat(pins.find("resp_1", "search", 1)).isEqualTo(PIN);
            assertThat(pins.find("resp_2", "a\"pp", 1)).isEqualTo(mapped);
            assertThat(pins.find("resp_3", "search", 1)).isNull();
        }
    }

    @Test
    void keepsNoDeadLinesOverARestart() throws IOException {
        try (ResponsePins pins = open(0)) {
            pins.pin("resp_1", PIN);
            pins.pin("resp_2", PIN);
            pins.forget("resp_2");
        }
        try (ResponsePins pins = open(0)) {
            assertThat(pins.find("resp_1", "search", 1)).isNotNull();
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
        try (ResponsePins pins = open(2_000)) {
            assertThat(pins.find("resp_1", "search", 1)).isNull();
        }
        assertThat(Files.readAllLines(file)).isEmpty();
    }

    @Test
    void dropsALastLineThatACrashHasCut() throws IOException {
        try (ResponsePins pins = open(0)) {
            pins.pin("resp_1", PIN);
        }
        for (final String torn :
                List.of("{\"id\":\"resp_2\",\"app\":\"sea", "garbage\n", "{\"id\":5}\n", "\n", "[]\n")) {
            Files.writeString(file, torn, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
            try (ResponsePins pins = open(0)) {
                assertThat(pins.find("resp_1", "search", 1)).as(torn).isEqualTo(PIN);
            }
            assertThat(Files.readAllLines(file)).hasSize(1);
        }
    }

    @Test
    void forgetsTheOldestWhenThereAreTooMany() throws IOException {
        try (ResponsePins pins = ResponsePins.inMemory()) {
            for (int i = 0; i <= ResponsePins.MAX_PINS; i++) {
                pins.pin("resp_" + i, PIN);
            }
            assertThat(pins.find("resp_0", "search", 1)).isNull();
            assertThat(pins.find("resp_1", "search", 1)).isNotNull();
            assertThat(pins.find("resp_" + ResponsePins.MAX_PINS, "search", 1)).isNotNull();
        }
    }
}

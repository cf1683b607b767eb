package io.sluice.codec.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.sse.RecordedStream.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SsePropertyTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final String[] PIECES = {
        "data",
        "data:",
        "data: ",
        "dat",
        "event",
        "event: ",
        "even",
        "id: 7",
        "retry: 1",
        ":",
        ": note",
        " ",
        "x",
        "[DONE]",
        "\n",
        "\n",
        "\n\n",
        "\r",
        "\r\n",
        "\r\n\r\n",
        "\r\r",
        "\ufeff",
        "\u00e9",
        "\u2028",
        "\ud83d\ude00",
        "{\"a\":1}",
        "a long run of text that spans several words of eight bytes"
    };

    @Test
    void anyCutsOfAnyStreamGiveTheEventsOfTheStandard() {
        for (long seed = 0; seed < 3_000; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final byte[] bytes = stream(random);
            final int maxInside = random.nextInt(4) == 0 ? random.nextInt(40) : 1 << 20;
            final List<Block> expected = PlainReading.of(bytes, maxInside);
            assertThat(RecordedStream.whole(bytes, maxInside))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(RecordedStream.byteByByte(bytes, maxInside))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            for (int i = 0; i < 4; i++) {
                final int[] cuts = random.ints(random.nextInt(1, 6), 0, bytes.length + 1)
                        .sorted()
                        .toArray();
                assertThat(RecordedStream.cut(bytes, maxInside, cuts))
                        .as("seed %d, cuts %s", seed, Arrays.toString(cuts))
                        .isEqualTo(expected);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyFixtureGivesTheSameEventsWhereverItIsCut() throws IOException {
        try (Stream<Path> files = Files.walk(FIXTURES)) {
            return files.filter(file -> file.toString().endsWith(".sse")).sorted().toList().stream()
                    .map(file ->
                            DynamicTest.dynamicTest(FIXTURES.relativize(file).toString(), () -> cutEverywhere(file)));
        }
    }

    private static void cutEverywhere(Path file) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        final List<Block> expected = PlainReading.of(bytes, 1 << 20);
        assertThat(expected).isNotEmpty();
        assertThat(RecordedStream.whole(bytes, 1 << 20)).isEqualTo(expected);
        assertThat(RecordedStream.byteByByte(bytes, 1 << 20)).isEqualTo(expected);
        for (int cut = 1; cut < bytes.length; cut++) {
            assertThat(RecordedStream.cut(bytes, 1 << 20, cut))
                    .as("cut at %d", cut)
                    .isEqualTo(expected);
        }
    }

    private static byte[] stream(SplittableRandom random) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(1, 40); i > 0; i--) {
            out.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}

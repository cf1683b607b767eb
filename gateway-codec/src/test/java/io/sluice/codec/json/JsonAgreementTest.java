package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Both scanners and Jackson agree on what is JSON; {@link JsonOracle} tells where Jackson needs help. */
class JsonAgreementTest {
    private final JsonOracle oracle = new JsonOracle();

    @Test
    void validDocumentsAreAcceptedAndTheirWatchedValuesFound() throws IOException {
        for (long seed = 0; seed < 3_000; seed++) {
            assertThat(oracle.check(new RandomJson(new SplittableRandom(seed)).valid(), seed))
                    .as("seed %d", seed)
                    .isTrue();
        }
    }

    @Test
    void brokenDocumentsAreRefusedExactlyWhenJacksonRefusesThem() throws IOException {
        int accepted = 0;
        for (long seed = 0; seed < 8_000; seed++) {
            accepted += oracle.check(new RandomJson(new SplittableRandom(seed)).mutated(), seed) ? 1 : 0;
        }
        assertThat(accepted).isBetween(400, 4_000);
    }

    @Test
    void documentsNestedUpToTheBoundAreAcceptedAndNotDeeper() throws IOException {
        for (final int depth : new int[] {BodyScanner.MAX_DEPTH, BodyScanner.MAX_DEPTH + 1}) {
            final boolean accepted = depth == BodyScanner.MAX_DEPTH;
            final String arrays = "[".repeat(depth) + "]".repeat(depth);
            final String objects = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
            assertThat(oracle.check(arrays.getBytes(StandardCharsets.UTF_8), depth))
                    .isEqualTo(accepted);
            assertThat(oracle.check(objects.getBytes(StandardCharsets.UTF_8), depth))
                    .isEqualTo(accepted);
        }
    }

    @Test
    void aMemberNestedUpToTheBoundIsSkippedAndNotADeeperOne() throws IOException {
        for (final int depth : new int[] {63, 64, 65, BodyScanner.MAX_DEPTH - 1, BodyScanner.MAX_DEPTH}) {
            final String member = "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            assertThat(oracle.check(member.getBytes(StandardCharsets.UTF_8), depth))
                    .isEqualTo(depth < BodyScanner.MAX_DEPTH);
        }
    }
}

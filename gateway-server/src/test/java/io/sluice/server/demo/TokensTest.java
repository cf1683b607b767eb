package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static final String ALPHABET = "ab \n\té漢\uD83D\uDE00\"\\";

    @Test
    void aTokenIsAWordWithTheSpaceBeforeIt() {
        assertThat(Tokens.pieces(" one two\n three ")).containsExactly(" one", " two", "\n three ");
        assertThat(Tokens.pieces("  ")).containsExactly("  ");
        assertThat(Tokens.pieces("")).isEmpty();
    }

    @Test
    void argumentsAreCutEveryEightCharacters() {
        assertThat(Tokens.fragments("{\"a\":\"bcdef\"}")).containsExactly("{\"a\":\"bc", "def\"}");
    }

    @Test
    void piecesAddUpToTheTextAndToTheCount() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2_000; round++) {
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                final int at =
                        ALPHABET.offsetByCodePoints(0, random.nextInt(ALPHABET.codePointCount(0, ALPHABET.length())));
                text.appendCodePoint(ALPHABET.codePointAt(at));
            }
            final String whole = text.toString();

            assertThat(String.join("", Tokens.pieces(whole)))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
            assertThat(Tokens.pieces(whole)).as("seed %d", seed).hasSize(Tokens.count(whole));
            assertThat(String.join("", Tokens.fragments(whole)))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
        }
    }
}

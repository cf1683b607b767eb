package io.sluice.core.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.core.Allocations;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o, true",
        "gpt-4o, gpt-4o-mini, false",
        "gpt-4o, GPT-4o, false",
        "gpt-*, gpt-, true",
        "gpt-*, gpt-4o, true",
        "gpt-*, gp, false",
        "*, anything, true",
        "*-mini, gpt-4o-mini, true",
        "*-mini, gpt-4o-mini-x, false",
        "a*b*c, a-b-b-c, true",
        "a*b*c, a-c-b, false",
        "**, x, true",
        "chat/*, chat/completions, true",
    })
    void matchesStarsOnly(String pattern, String name, boolean matches) {
        assertThat(Glob.of(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void looksOnlyAtTheGivenRange() {
        final byte[] bytes = "xxgpt-4oyy".getBytes(StandardCharsets.US_ASCII);

        assertThat(Glob.of("gpt-4*").matches(bytes, 2, 6)).isTrue();
        assertThat(Glob.of("gpt-4o").matches(bytes, 2, 7)).isFalse();
    }

    @Test
    void agreesWithARegularExpression() {
        for (int seed = 0; seed < 20_000; seed++) {
            final Random random = new Random(seed);
            final String glob = word(random, "ab*", 1 + random.nextInt(6));
            final String name = word(random, "ab", random.nextInt(8));
            assertThat(Glob.of(glob).matches(name))
                    .as("seed %d: %s on %s", seed, glob, name)
                    .isEqualTo(Pattern.matches(glob.replace("*", ".*"), name));
        }
    }

    @Test
    void knowsHowSpecificItIs() {
        assertThat(Glob.of("gpt-*").literalLength()).isEqualTo(4);
        assertThat(Glob.of("gpt-*").isExact()).isFalse();
        assertThat(Glob.of("gpt-4o").isExact()).isTrue();
    }

    @Test
    void isNeverEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> Glob.of("")).withMessage("must not be empty: pattern");
    }

    @Test
    void allocatesNothing() {
        final Glob glob = Glob.of("*claude*-4*");
        final byte[] name = "anthropic/claude-sonnet-4-5".getBytes(StandardCharsets.US_ASCII);
        Allocations.assertNone(() -> glob.matches(name));
    }

    private static String word(Random random, String letters, int length) {
        final StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}

package io.sluice.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChannelSecretsTest {
    private static final String CREDENTIAL = "abcabcabd/\"x";

    private final ChannelSecrets secrets = ChannelSecrets.of(
            Secret.of(CREDENTIAL), List.of(Secret.of("Basic of-a-header"), Secret.of("tiny"), Secret.of("a b")));

    @ParameterizedTest
    @ValueSource(strings = {"%s", "x%s", "%sx", "abcabc%s", "abcabcabc%sabc", "a field: some %s thing"})
    void findsOneWhereverItStands(String around) {
        for (final String secret : List.of(CREDENTIAL, "Basic of-a-header", "of-a-header")) {
            assertThat(isIn(around.formatted(secret))).as(around).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "abcabcabd/\"", "bcabcabd/\"x", "abcabcabd/\"y", "of-a-heade", "tiny", "a b"})
    void findsNothingInWhatOnlyLooksLikeOne(String text) {
        assertThat(isIn(text)).isFalse();
    }

    @Test
    void looksAtNothingBeyondTheRange() {
        final ByteBuf bytes = Unpooled.copiedBuffer(CREDENTIAL + CREDENTIAL, StandardCharsets.ISO_8859_1);

        assertThat(secrets.isIn(bytes, 1, 2 * CREDENTIAL.length() - 2)).isFalse();
        assertThat(secrets.isIn(bytes, CREDENTIAL.length(), CREDENTIAL.length()))
                .isTrue();
        bytes.release();
    }

    @Test
    void masksThemAlsoAsTheyStandInJson() {
        assertThat(secrets.maskedIn("bad key " + CREDENTIAL + ", of-a-header")).isEqualTo("bad key ***, ***");
        assertThat(secrets.maskedIn("bad key abcabcabd/\\\"x")).isEqualTo("bad key ***");
        assertThat(secrets.maskedIn("bad key abcabcabd\\/\\\"x")).isEqualTo("bad key ***");
    }

    @Test
    void masksTheBeginningOfOneThatWasCut() {
        for (int length = 6; length < CREDENTIAL.length(); length++) {
            assertThat(secrets.maskedIn("bad key " + CREDENTIAL.substring(0, length) + "\u2026"))
                    .isEqualTo("bad key ***\u2026");
        }
        assertThat(secrets.maskedIn("bad key abcab\u2026")).isEqualTo("bad key abcab\u2026");
        assertThat(secrets.maskedIn("bad key abcabc")).isEqualTo("bad key abcabc");
    }

    @Test
    void overwritesThemAcrossSpans() {
        final String text = "{\"message\":\"bad of-a-header, of-a-header\"}";
        for (int cut = 0; cut <= text.length(); cut++) {
            final ByteBuf whole = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
            secrets.overwriteIn(List.of(whole.slice(0, cut), whole.slice(cut, text.length() - cut)));

            assertThat(whole.toString(StandardCharsets.ISO_8859_1))
                    .isEqualTo("{\"message\":\"bad ***********, ***********\"}");
            whole.release();
        }
    }

    private boolean isIn(String text) {
        final ByteBuf bytes = Unpooled.copiedBuffer("<" + text + ">", StandardCharsets.ISO_8859_1);
        try {
            return secrets.isIn(bytes, 1, text.length());
        } finally {
            bytes.release();
        }
    }
}

package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int[] INTERESTING = {
        0, 1, 8, 9, 10, 12, 13, 31, 32, '"', '\\', '/', 127, 128, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000,
        0x10ffff, 'a', 'b'
    };

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        for (long seed = 0; seed < 5_000; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.appendCodePoint(INTERESTING[random.nextInt(INTERESTING.length)]);
            }
            final byte[] quoted = JsonText.quoted(text);
            assertThat(MAPPER.readValue(quoted, String.class))
                    .as("seed %d", seed)
                    .isEqualTo(text.toString());

            final ByteBuf utf8 = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
            final ByteBuf out = Unpooled.buffer();
            out.writeByte('"');
            JsonText.escape(out, utf8, 0, utf8.readableBytes());
            out.writeByte('"');
            assertThat(out).as("seed %d", seed).isEqualTo(Unpooled.wrappedBuffer(quoted));
        }
    }

    @Test
    void controlsAreEscapedTheShortWayWhereThereIsOne() {
        assertThat(new String(JsonText.quoted("\b\f\n\r\t\"\\/\u0000\u001f\u007f"), StandardCharsets.UTF_8))
                .isEqualTo("\"\\b\\f\\n\\r\\t\\\"\\\\/\\u0000\\u001f\u007f\"");
    }

    @Test
    void halfASurrogatePairBecomesAReplacementCharacter() {
        assertThat(new String(JsonText.quoted("a\ud83d"), StandardCharsets.UTF_8))
                .isEqualTo("\"a\ufffd\"");
        assertThat(new String(JsonText.quoted("\ude00\ud83db"), StandardCharsets.UTF_8))
                .isEqualTo("\"\ufffd\ufffdb\"");
    }
}

package io.sluice.codec.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way of reading a delta takes nothing that the long way wouldn't. */
class PlainDeltaTest {
    private static final String DELTA =
            "{\"type\":\"content_block_delta\",\"index\":12,\"delta\":{\"type\":\"text_delta\",\"text\":\"a \\\"}}"
                    + " \u00e9\"}}";

    private final PlainDelta plain = new PlainDelta();
    private final JsonCursor cursor = new JsonCursor();

    private boolean isTaken(String data) {
        final ByteBuf heap = Unpooled.copiedBuffer("ab" + data, StandardCharsets.UTF_8);
        final ByteBuf direct = Unpooled.directBuffer().writeBytes(heap, 0, heap.readableBytes());
        final boolean taken = plain.read(direct, 2, direct.readableBytes() - 2, cursor);
        assertThat(plain.read(heap, 2, heap.readableBytes() - 2, cursor)).isEqualTo(taken);
        direct.release();
        return taken;
    }

    @Test
    void takesWhatTheVendorWrites() {
        assertThat(isTaken(DELTA)).isTrue();
        assertThat(plain.delta()).isEqualTo(StreamEvent.Delta.TEXT_DELTA);
        assertThat(cursor.string().text()).isEqualTo("a \"}} \u00e9");
        assertThat(isTaken(DELTA.replace("\"}}", "\"}      }")))
                .as("the vendor pads with spaces")
                .isTrue();
        assertThat(isTaken(DELTA.replace("text_delta\",\"text", "thinking_delta\",\"thinking")))
                .isTrue();
        assertThat(plain.delta()).isEqualTo(StreamEvent.Delta.THINKING_DELTA);
        assertThat(isTaken(DELTA.replace("text_delta\",\"text", "input_json_delta\",\"partial_json")))
                .isTrue();
        assertThat(plain.delta()).isEqualTo(StreamEvent.Delta.INPUT_JSON_DELTA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"content_block_delta\",\"index\":,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
                "{\"type\":\"content_block_delta\",\"index\":01,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
                "{\"type\":\"content_block_delta\",\"index\":1.5,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":7}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\\x\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\",\"type\":\"x\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"a\"}}",
                "{\"type\":\"message_stop\"}",
                "",
            })
    void leavesEverythingElseToTheCursor(String data) {
        assertThat(isTaken(data)).isFalse();
    }

    @Test
    void leavesWhatIsCutAnywhereToTheCursor() {
        for (int length = 0; length < DELTA.length(); length++) {
            assertThat(isTaken(DELTA.substring(0, length))).as("%s", length).isFalse();
        }
    }
}

package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JsonCursorTest {
    private final JsonCursor cursor = new JsonCursor();
    private String document = "";

    @Test
    void tokensComeInTheOrderOfTheDocument() {
        wrap("{\"a\":[1,\"x\",true,false,null,{}],\"b\":-2.5}");
        expect(JsonToken.OBJECT, "{");
        expect(JsonToken.NAME, "a");
        expect(JsonToken.ARRAY, "[");
        expect(JsonToken.NUMBER, "1");
        assertThat(cursor.longValue()).isEqualTo(1);
        assertThat(cursor.isWholeNumber()).isTrue();
        expect(JsonToken.STRING, "x");
        expect(JsonToken.TRUE, "true");
        assertThat(cursor.booleanValue()).isTrue();
        expect(JsonToken.FALSE, "false");
        expect(JsonToken.NULL, "null");
        expect(JsonToken.OBJECT, "{");
        assertThat(cursor.depth()).isEqualTo(3);
        expect(JsonToken.OBJECT_END, "}");
        expect(JsonToken.ARRAY_END, "]");
        expect(JsonToken.NAME, "b");
        expect(JsonToken.NUMBER, "-2.5");
        assertThat(cursor.longValue()).isEqualTo(-2);
        assertThat(cursor.isWholeNumber()).isFalse();
        expect(JsonToken.OBJECT_END, "}");
        assertThat(cursor.next()).isEqualTo(JsonToken.END);
        assertThat(cursor.next()).isEqualTo(JsonToken.END);
        assertThat(cursor.failed()).isFalse();
        assertThat(cursor.failedAt()).isEqualTo(-1);
    }

    @Test
    void namesAndTextsAreComparedDecoded() {
        wrap("{\"us\\u0061ge\":\"\\u0073top\",\"plain\":\"stop\"}");
        cursor.next();
        cursor.next();
        assertThat(cursor.nameIs(ascii("usage"))).isTrue();
        assertThat(cursor.nameIs(ascii("usag"))).isFalse();
        assertThat(cursor.nameIs(ascii("usages"))).isFalse();
        assertThat(cursor.nameIs(ascii("x".repeat(100)))).isFalse();
        assertThat(cursor.isEscaped()).isTrue();
        assertThat(cursor.text()).isEqualTo("usage");
        cursor.next();
        assertThat(cursor.textIs(ascii("stop"))).isTrue();
        assertThat(cursor.nameIs(ascii("usage"))).isTrue();
        cursor.next();
        assertThat(cursor.textIs(ascii("plain"))).isFalse();
        assertThat(cursor.nameIs(ascii("plain"))).isTrue();
        cursor.next();
        assertThat(cursor.textIs(ascii("stop"))).isTrue();
        assertThat(cursor.isEscaped()).isFalse();
    }

    @Test
    void aStringIsCopiedDecoded() {
        wrap("[\"a\\ud83d\\ude00\\n\\ud83d\"]");
        cursor.next();
        cursor.next();
        final byte[] into = new byte[64];
        final int length = cursor.copyText(into);
        assertThat(new String(Arrays.copyOf(into, length), StandardCharsets.UTF_8))
                .isEqualTo("a\ud83d\ude00\n\ufffd");
        assertThat(cursor.text()).isEqualTo("a\ud83d\ude00\n\ufffd");
        assertThat(cursor.copyText(new byte[3])).isEqualTo(-1);
        cursor.next();
        assertThat(cursor.copyText(into)).isEqualTo(-1);
    }

    @Test
    void aWholeValueCanBeSkipped() {
        wrap("{\"a\":{\"b\":[1,{\"c\":2}]},\"d\":\"x\",\"e\":[],\"f\":7}");
        cursor.next();
        cursor.next();
        assertThat(cursor.skip()).isTrue();
        assertThat(value()).isEqualTo("{\"b\":[1,{\"c\":2}]}");
        cursor.next();
        assertThat(cursor.nameIs(ascii("d"))).isTrue();
        assertThat(cursor.skip()).isTrue();
        assertThat(value()).isEqualTo("x");
        cursor.next();
        cursor.next();
        assertThat(cursor.token()).isEqualTo(JsonToken.ARRAY);
        assertThat(cursor.skip()).isTrue();
        assertThat(value()).isEqualTo("[]");
        cursor.next();
        assertThat(cursor.next()).isEqualTo(JsonToken.NUMBER);
        assertThat(cursor.skip()).isTrue();
        assertThat(cursor.longValue()).isEqualTo(7);
        assertThat(cursor.next()).isEqualTo(JsonToken.OBJECT_END);
        assertThat(cursor.next()).isEqualTo(JsonToken.END);
    }

    @Test
    void skippingABrokenValueFails() {
        wrap("{\"a\":[1,{\"b\":}],\"c\":1}");
        cursor.next();
        cursor.next();
        assertThat(cursor.skip()).isFalse();
        assertThat(cursor.failed()).isTrue();
        assertThat(cursor.failedAt()).isEqualTo(2 + 13);
        assertThat(cursor.next()).isEqualTo(JsonToken.FAILED);
    }

    @Test
    void nothingIsNoDocument() {
        wrap("");
        assertThat(cursor.next()).isEqualTo(JsonToken.FAILED);
        wrap("[1");
        cursor.next();
        cursor.next();
        assertThat(cursor.next()).isEqualTo(JsonToken.FAILED);
    }

    /** Bytes around the range must not be read: they would go on with the last token. */
    private void wrap(String json) {
        document = "12" + json + "34";
        final ByteBuf in = Unpooled.copiedBuffer(document, StandardCharsets.UTF_8);
        cursor.wrap(in, 2, in.readableBytes() - 4);
    }

    private void expect(int token, String value) {
        assertThat(cursor.next()).isEqualTo(token);
        assertThat(value()).isEqualTo(value);
        assertThat(cursor.text()).isEqualTo(value);
    }

    private String value() {
        return document.substring(cursor.valueIndex(), cursor.valueIndex() + cursor.valueLength());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

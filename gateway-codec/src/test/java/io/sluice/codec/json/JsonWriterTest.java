package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class JsonWriterTest {
    private static final byte[] A = JsonWriter.name("a");
    private static final byte[] B = JsonWriter.name("b");

    private final ByteBuf out = Unpooled.buffer();
    private final JsonWriter writer = new JsonWriter().begin(out);

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void setsCommasBetweenMembersAndElementsAtEveryDepth() {
        writer.object()
                .member(A)
                .array()
                .number(1)
                .object()
                .endObject()
                .bool(true)
                .nul()
                .endArray();
        writer.member(B)
                .object()
                .member(A)
                .string("x")
                .member(B)
                .array()
                .endArray()
                .endObject()
                .endObject();
        assertThat(written()).isEqualTo("{\"a\":[1,{},true,null],\"b\":{\"a\":\"x\",\"b\":[]}}");
    }

    @Test
    void takesStringsAndValuesOverAsTheyWereWritten() {
        final JsonCursor cursor = new JsonCursor();
        final byte[] in = "{\"s\":\"\\u00e9 \\\"\",\"v\":[1.0, 1e400 ,{\"k\":12345678901234567890}]}"
                .getBytes(StandardCharsets.UTF_8);
        cursor.wrap(in, 0, in.length);
        cursor.next();
        cursor.next();
        cursor.next();
        writer.array().string(cursor.string());
        cursor.next();
        writer.value(cursor.value()).endArray();
        assertThat(written()).isEqualTo("[\"\\u00e9 \\\"\",[1.0, 1e400 ,{\"k\":12345678901234567890}]]");
    }

    @Test
    void writesEveryNumberAsItsDigits() {
        writer.array();
        for (final long number : new long[] {0, 9, 10, 1234567890123L, -5, Long.MAX_VALUE, Long.MIN_VALUE}) {
            writer.number(number);
        }
        writer.endArray();
        assertThat(written()).isEqualTo("[0,9,10,1234567890123,-5,9223372036854775807,-9223372036854775808]");
    }

    @Test
    void writesTheTextOfAValueAsTheInsideOfAString() {
        writer.openString();
        JsonValue.of("{\"q\":\"a\\n\"}").escapeTo(out);
        writer.closeString();
        assertThat(written()).isEqualTo("\"{\\\"q\\\":\\\"a\\\\n\\\"}\"");
    }

    @Test
    void aValueAsTextHasNoSpaceBetweenItsTokens() {
        final ByteBuf out = Unpooled.buffer();
        JsonValue.of("{ \"a b\" :\r\n\t[ 1.0 , \" ! \\\" \\\\ \\u00e9 é \" ] }").escapeTo(out);
        assertThat(JsonString.view(out.array(), 0, out.readableBytes(), true).text())
                .isEqualTo("{\"a b\":[1.0,\" ! \\\" \\\\ \\u00e9 é \"]}");
    }
}

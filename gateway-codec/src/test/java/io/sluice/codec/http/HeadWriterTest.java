package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class HeadWriterTest {
    private static final byte[] NAME = {'x', '-', 'a'};

    private final ByteBuf out = Unpooled.buffer();

    private String written() {
        return out.toString(ISO_8859_1);
    }

    private static byte[] bytes(final String latin1) {
        return latin1.getBytes(ISO_8859_1);
    }

    @Test
    void writesARequestHead() {
        HeadWriter.requestLine(out, Method.POST, bytes("/v1/a?b"));
        HeadWriter.field(out, FieldName.HOST, bytes("a:1"));
        HeadWriter.field(out, FieldName.CONTENT_LENGTH, 1234567890123L);
        HeadWriter.field(out, NAME, "text");
        HeadWriter.field(out, NAME, Unpooled.wrappedBuffer(bytes("__caf\u00e9_")), 2, 4);
        HeadWriter.field(out, NAME, 0);
        HeadWriter.end(out);

        assertThat(written().split("\r\n", -1))
                .containsExactly(
                        "POST /v1/a?b HTTP/1.1",
                        "host: a:1",
                        "content-length: 1234567890123",
                        "x-a: text",
                        "x-a: caf\u00e9",
                        "x-a: 0",
                        "",
                        "");
    }

    @Test
    void writesATargetFromABuffer() {
        HeadWriter.requestLine(out, Method.GET, Unpooled.wrappedBuffer(bytes("__/a?b__")), 2, 4);

        assertThat(written()).isEqualTo("GET /a?b HTTP/1.1\r\n");
    }

    @Test
    void writesStatusLinesWithTheirReason() {
        HeadWriter.statusLine(out, 200);
        HeadWriter.statusLine(out, 529);
        HeadWriter.statusLine(out, 599);

        assertThat(written()).isEqualTo("HTTP/1.1 200 OK\r\nHTTP/1.1 529 Overloaded\r\nHTTP/1.1 599 \r\n");
    }

    @Test
    void writesTheLargestNumber() {
        HeadWriter.field(out, NAME, Long.MAX_VALUE);

        assertThat(written()).isEqualTo("x-a: 9223372036854775807\r\n");
    }

    @Test
    void noValueCanEndALine() {
        for (final String value : new String[] {"a\r\nb: c", "a\nb", "a\rb", "a\0", "\u007f", "\u001b", "12345678\n"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.field(out, NAME, bytes(value)));
            assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.field(out, NAME, value));
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            HeadWriter.field(out, NAME, Unpooled.wrappedBuffer(bytes(value)), 0, bytes(value).length));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.field(out, NAME, "caf\u010a"));
        assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.field(out, NAME, -1));

        assertThat(written()).isEmpty();
    }

    @Test
    void noTargetCanEndTheRequestLine() {
        for (final String target : new String[] {"/a b", "/a\r\nb", "/a\tb", "/caf\u00e9", "/\u007f"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HeadWriter.requestLine(out, Method.GET, bytes(target)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HeadWriter.requestLine(
                            out, Method.GET, Unpooled.wrappedBuffer(bytes(target)), 0, target.length()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> HeadWriter.requestLine(out, Method.OTHER, bytes("/")));

        assertThat(written()).isEmpty();
    }

    @Test
    void writesChunkSizesWithoutLeadingZeros() {
        for (final int length : new int[] {1, 9, 10, 15, 16, 255, 256, 4096, 65_535, Integer.MAX_VALUE}) {
            out.clear();
            ChunkWriter.size(out, length);

            assertThat(written()).isEqualTo(Integer.toHexString(length) + "\r\n");
        }
    }

    @Test
    void neverWritesAnEmptyChunkByMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> ChunkWriter.size(out, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ChunkWriter.size(out, -1));
    }

    @Test
    void endsChunksAndBody() {
        ChunkWriter.end(out);
        ChunkWriter.last(out);
        out.writeBytes(ChunkWriter.lastChunk());

        assertThat(written()).isEqualTo("\r\n0\r\n\r\n0\r\n\r\n");
        assertThat(ChunkWriter.lastChunk().release()).isFalse();
        assertThat(ChunkWriter.lastChunk().readableBytes()).isEqualTo(5);
    }
}

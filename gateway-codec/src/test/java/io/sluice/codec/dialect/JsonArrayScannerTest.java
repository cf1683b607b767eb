package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayScannerTest {
    private static final String ARRAY =
            "[{\"a\":\"}]{[\\\"\"}\n,\r\n{\"b\":[{\"c\":[]}],\"d\":\"\\\\\"},{\"text\":\"é😀\"}]\n";

    private final List<String> seen = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    @Test
    void findsElementsWhereverTheBodyIsCut() {
        final JsonArrayScanner scanner = scanner(1024);
        final byte[] bytes = ARRAY.getBytes(UTF_8);
        for (int at = 0; at <= bytes.length; at++) {
            seen.clear();
            scanner.reset();
            feed(scanner, bytes, 0, at);
            feed(scanner, bytes, at, bytes.length - at);

            assertThat(seen)
                    .as("cut at %s", at)
                    .containsExactly(
                            "{\"a\":\"}]{[\\\"\"}", "{\"b\":[{\"c\":[]}],\"d\":\"\\\\\"}", "{\"text\":\"é😀\"}");
            assertThat(scanner.isClosed()).isTrue();
        }
    }

    @Test
    void findsElementsByteByByte() {
        final JsonArrayScanner scanner = scanner(1024);
        final byte[] bytes = ARRAY.getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            feed(scanner, bytes, i, 1);
        }

        assertThat(seen).hasSize(3);
        assertThat(ends).containsOnly(1);
        assertThat(scanner.isClosed()).isTrue();
    }

    @Test
    void tellsWhereAnElementEnds() {
        final String array = "[{\"a\":1},{\"b\":2}]";
        feed(scanner(1024), array.getBytes(UTF_8), 0, array.length());

        assertThat(ends).containsExactly(array.indexOf(",{"), array.indexOf(']'));
    }

    @Test
    void showsAnObjectInPlaceOfAnArray() {
        final JsonArrayScanner scanner = scanner(1024);
        final byte[] error = "{\"error\":{\"code\":503}}".getBytes(UTF_8);
        feed(scanner, error, 0, error.length);

        assertThat(seen).containsExactly("{\"error\":{\"code\":503}}");
        assertThat(scanner.isClosed()).isTrue();
    }

    @Test
    void saysThatAnElementIsTooLarge() {
        final JsonArrayScanner scanner = scanner(10);
        final byte[] array = "[{\"a\":1},{\"a\":\"0123456789\"},{\"b\":2}]".getBytes(UTF_8);
        feed(scanner, array, 0, array.length);
        assertThat(seen).containsExactly("{\"a\":1}", "oversized", "{\"b\":2}");

        seen.clear();
        scanner.reset();
        for (int i = 0; i < array.length; i++) {
            feed(scanner, array, i, 1);
        }
        assertThat(seen).containsExactly("{\"a\":1}", "oversized", "{\"b\":2}");
    }

    @Test
    void isNotClosedBeforeItsLastBracket() {
        final JsonArrayScanner scanner = scanner(1024);
        feed(scanner, "[{},{}".getBytes(UTF_8), 0, 6);
        assertThat(seen).hasSize(2);
        assertThat(scanner.isClosed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[1]", "[\"a\"]", "[[{}]]", "[{}]]", "{}{}", "[{}}", "]", ",", "<html>"})
    void givesUpOnWhatIsNoArrayOfObjects(String text) {
        final JsonArrayScanner scanner = scanner(1024);
        feed(scanner, text.getBytes(UTF_8), 0, text.length());

        assertThat(scanner.isBroken()).isTrue();
        assertThat(scanner.isClosed()).isFalse();
    }

    @Test
    void feedsTheInspectorOfAGeminiStream() {
        final Usage usage = new Usage();
        final StreamInspector inspector = Inspectors.stream(Endpoint.STREAM_GENERATE_CONTENT);
        final List<EventKind> kinds = new ArrayList<>();
        final JsonArrayScanner scanner = new JsonArrayScanner(
                65536,
                (data, index, length, oversized, end) ->
                        kinds.add(oversized ? inspector.oversized() : inspector.data(data, index, length, usage)));
        final String sse = new String(Fixtures.bytes("tool-parallel/gemini.stream.sse"), UTF_8);
        final String array = "[" + sse.strip().replace("data: ", "").replace("\n\n", "\n,\n") + "]";
        final byte[] bytes = array.getBytes(UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            feed(scanner, bytes, i, 1);
        }

        assertThat(kinds).containsExactly(EventKind.CONTENT, EventKind.CONTENT, EventKind.CONTENT);
        assertThat(inspector.isComplete()).isTrue();
        assertThat(scanner.isClosed()).isTrue();
        assertThat(usage.inputTotal()).isEqualTo(120);
        assertThat(usage.outputTotal()).isEqualTo(61);
    }

    private JsonArrayScanner scanner(int maxInside) {
        return new JsonArrayScanner(maxInside, (data, index, length, oversized, end) -> {
            seen.add(oversized ? "oversized" : data.toString(index, length, UTF_8));
            ends.add(end);
        });
    }

    private static void feed(JsonArrayScanner scanner, byte[] bytes, int index, int length) {
        final ByteBuf in = Unpooled.wrappedBuffer(bytes, index, length);
        scanner.feed(in, 0, length);
    }
}

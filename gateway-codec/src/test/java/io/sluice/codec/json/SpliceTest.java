package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpliceTest {
    private static final FieldPaths PATHS = FieldPaths.of("model", "stream_options", "stream_options.include_usage");
    private static final NestedFlag INCLUDE_USAGE = new NestedFlag(PATHS, "stream_options", "include_usage");

    private final Edits edits = new Edits();
    private final BodyScanner scanner = new BodyScanner(PATHS);

    @Test
    void anyEditsOfAnySpansGiveTheEditedText() {
        for (long seed = 0; seed < 4_000; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final String body = text(random, random.nextInt(60), 'a');
            final StringBuilder expected = new StringBuilder();
            edits.clear();
            int kept = 0;
            final List<int[]> places = new ArrayList<>();
            final List<String> inserts = new ArrayList<>();
            while (random.nextInt(5) > 0) {
                final int at = random.nextInt(kept, body.length() + 1);
                final int delete = random.nextInt(Math.min(10, body.length() - at) + 1);
                final String insert = text(random, random.nextInt(4), 'A');
                expected.append(body, kept, at).append(insert);
                kept = at + delete;
                places.add(new int[] {at, delete});
                inserts.add(insert);
            }
            expected.append(body.substring(kept));
            for (int i = 0; i < places.size(); i++) {
                edits.replace(places.get(i)[0], places.get(i)[1], bytes(inserts.get(i)));
            }
            assertThat(splice(body, random)).as("seed %d", seed).isEqualTo(expected.toString());
            assertThat(edits.newLength(body.length())).isEqualTo(expected.length());
        }
    }

    @Test
    void editsMayBeAddedInAnyOrder() {
        edits.replace(4, 1, bytes("E"));
        edits.replace(0, 2, bytes("AB"));
        edits.replace(2, 0, bytes("++"));
        assertThat(splice("abcdefg", new SplittableRandom(4))).isEqualTo("AB++cdEfg");
    }

    @Test
    void overlappingEditsAreRefused() {
        edits.replace(4, 3, bytes("x"));
        assertThatThrownBy(() -> edits.replace(6, 1, bytes("y"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> edits.replace(2, 3, bytes("y"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> edits.replace(-1, 0, bytes("y"))).isInstanceOf(IllegalArgumentException.class);
        edits.replace(7, 1, bytes("y"));
        edits.replace(3, 1, bytes("z"));
        assertThat(splice("0123456789", new SplittableRandom(1))).isEqualTo("012zxy89");
    }

    @Test
    void anEditBehindTheEndIsRefusedAndNothingIsGiven() {
        edits.replace(3, 2, bytes("x"));
        final List<ByteBuf> out = new ArrayList<>();
        final ByteBuf span = Unpooled.wrappedBuffer(bytes("abcd"));
        assertThatThrownBy(() -> Splice.apply(List.of(span), edits, out, UnpooledByteBufAllocator.DEFAULT))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(out).isEmpty();
        assertThat(span.refCnt()).isEqualTo(1);
    }

    @Test
    void whatStaysIsShared() {
        final ByteBuf span = Unpooled.wrappedBuffer(bytes("abcd"));
        edits.replace(1, 1, bytes("x"));
        final List<ByteBuf> out = new ArrayList<>();
        Splice.apply(List.of(span), edits, out, UnpooledByteBufAllocator.DEFAULT);
        assertThat(span.refCnt()).isEqualTo(3);
        assertThat(span.readerIndex()).isZero();
        out.forEach(ByteBuf::release);
        assertThat(span.refCnt()).isEqualTo(1);
    }

    @Test
    void aModelNameIsReplacedWithItsEscapes() {
        final String body = "{\"a\":1,\"model\" : \"gpt\\u002d4\" }";
        scan(body);
        edits.replaceValue(scanner, PATHS.indexOf("model"), JsonText.quoted("x\"y"));
        assertThat(splice(body, new SplittableRandom(2))).isEqualTo("{\"a\":1,\"model\" : \"x\\\"y\" }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                              | {'stream_options':{'include_usage':true}}",
                " { 'a':1}                                       | {'stream_options':{'include_usage':true}, 'a':1}",
                "{'stream_options':null}                         | {'stream_options':{'include_usage':true}}",
                "{'stream_options':{ }}                          | {'stream_options':{'include_usage':true }}",
                "{'stream_options':{'x':1}}                      | {'stream_options':{'include_usage':true,'x':1}}",
                "{'stream_options':{'x':1,'include_usage':false}}| {'stream_options':{'x':1,'include_usage':true}}",
                "{'stream_options':{'include_usage':null,'x':1}} | {'stream_options':{'include_usage':true,'x':1}}",
                "{'stream_options':{'include_usage':true}}       | {'stream_options':{'include_usage':true}}",
                "{'stream_options':3}                            | {'stream_options':3}",
            })
    void theFlagIsSetByTheSmallestEdit(String before, String after) {
        final String body = before.replace('\'', '"');
        scan(body);
        assertThat(INCLUDE_USAGE.set(scanner, edits)).isEqualTo(!before.strip().equals(after));
        assertThat(splice(body, new SplittableRandom(3)).strip()).isEqualTo(after.replace('\'', '"'));
    }

    @Test
    void editsThatHaveNoPlaceAreRefused() {
        scan("[{\"model\":1}]");
        assertThatThrownBy(() -> edits.insertMember(scanner, bytes("\"a\":1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> edits.replaceValue(scanner, 0, bytes("1")))
                .isInstanceOf(IllegalArgumentException.class);
        scan("{\"model\":1}");
        assertThatThrownBy(() -> edits.insertMemberInto(scanner, 0, bytes("\"a\":1")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NestedFlag(PATHS, "other", "flag")).isInstanceOf(IllegalArgumentException.class);
        assertThat(edits.isEmpty()).isTrue();
    }

    private void scan(String body) {
        scanner.reset();
        scanner.feed(Unpooled.wrappedBuffer(bytes(body)), 0, body.length());
        assertThat(scanner.finish()).isTrue();
        edits.clear();
    }

    private String splice(String body, SplittableRandom random) {
        final List<ByteBuf> spans = new ArrayList<>();
        int at = 0;
        while (at < body.length()) {
            final int length = Math.min(body.length() - at, random.nextInt(1, 12));
            final ByteBuf span =
                    Unpooled.buffer(length + 4).setIndex(2, length + 2).setBytes(2, bytes(body), at, length);
            spans.add(span);
            if (random.nextInt(4) == 0) {
                spans.add(Unpooled.buffer(0));
            }
            at += length;
        }
        final List<ByteBuf> out = new ArrayList<>();
        Splice.apply(spans, edits, out, UnpooledByteBufAllocator.DEFAULT);
        final StringBuilder result = new StringBuilder();
        for (final ByteBuf piece : out) {
            assertThat(piece.isReadable()).isTrue();
            result.append(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
        }
        for (final ByteBuf span : spans) {
            assertThat(span.refCnt()).isEqualTo(1);
        }
        return result.toString();
    }

    private static String text(SplittableRandom random, int length, char first) {
        final StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append((char) (first + random.nextInt(26)));
        }
        return out.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyScannerTest {
    private static final FieldPaths PATHS = FieldPaths.of(
            "model", "stream", "stream_options", "stream_options.include_usage", "max_tokens", "[].usage.total");
    private static final int MODEL = PATHS.indexOf("model");
    private static final int STREAM = PATHS.indexOf("stream");
    private static final int STREAM_OPTIONS = PATHS.indexOf("stream_options");
    private static final int INCLUDE_USAGE = PATHS.indexOf("stream_options.include_usage");
    private static final int MAX_TOKENS = PATHS.indexOf("max_tokens");
    private static final int TOTAL = PATHS.indexOf("[].usage.total");

    private final BodyScanner scanner = new BodyScanner(PATHS);

    @Test
    void watchedValuesAreFoundWithTheirPlaces() {
        final String body = "{\"model\": \"gpt-4o\","
                + " \"stream\":true,\"max_tokens\":4096,\"stream_options\":{\"include_usage\":false}}";
        assertThat(scan(body)).isTrue();
        assertThat(raw(body, MODEL)).isEqualTo("\"gpt-4o\"");
        assertThat(text(MODEL)).isEqualTo("gpt-4o");
        assertThat(scanner.booleanValue(STREAM)).isTrue();
        assertThat(scanner.longValue(MAX_TOKENS)).isEqualTo(4096);
        assertThat(scanner.isWholeNumber(MAX_TOKENS)).isTrue();
        assertThat(raw(body, STREAM_OPTIONS)).isEqualTo("{\"include_usage\":false}");
        assertThat(scanner.type(INCLUDE_USAGE)).isEqualTo(JsonToken.FALSE);
        assertThat(scanner.objectStart()).isEqualTo(1);
        assertThat(scanner.emptyObject()).isFalse();
        assertThat(scanner.duplicate()).isFalse();
    }

    @Test
    void theSameNamesElsewhereAreNotWatched() {
        assertThat(
                        scan(
                                "{\"messages\":[{\"model\":\"no\",\"stream\":true}],\"tools\":{\"model\":\"no\"},\"x\":\"\\\"model\\\":1\",\"include_usage\":true}"))
                .isTrue();
        for (int path = 0; path < PATHS.size(); path++) {
            assertThat(scanner.found(path)).as(PATHS.path(path)).isFalse();
        }
    }

    @Test
    void namesAreComparedDecoded() {
        assertThat(scan("{\"mod\\u0065l\":\"a\",\"stream\\u005Foptions\":{\"include\\u005fusage\":true}}"))
                .isTrue();
        assertThat(text(MODEL)).isEqualTo("a");
        assertThat(scanner.booleanValue(INCLUDE_USAGE)).isTrue();
    }

    @Test
    void aStringIsDecoded() {
        assertThat(scan("{\"model\":\"a\\n\\/\\u00e9\\ud83d\\ude00\u4f60\"}")).isTrue();
        assertThat(text(MODEL)).isEqualTo("a\n/\u00e9\ud83d\ude00\u4f60");
    }

    @Test
    void halfASurrogatePairBecomesAReplacementCharacter() {
        assertThat(scan("{\"model\":\"\\ud83dx\\ude00\\ud83d\\ud83d\\ude00\\ud83d\"}"))
                .isTrue();
        assertThat(text(MODEL)).isEqualTo("\ufffdx\ufffd\ufffd\ud83d\ude00\ufffd");
    }

    @Test
    void aStringLongerThanTheBoundHasNoText() {
        assertThat(scan("{\"model\":\"" + "x".repeat(256) + "\"}")).isTrue();
        assertThat(scanner.textLength(MODEL)).isEqualTo(256);
        assertThat(scanner.copyText(MODEL, new byte[255])).isEqualTo(-1);
        assertThat(scan("{\"model\":\"" + "x".repeat(257) + "\"}")).isTrue();
        assertThat(scanner.found(MODEL)).isTrue();
        assertThat(scanner.copyText(MODEL, new byte[512])).isEqualTo(-1);
    }

    @Test
    void aWatchedNameThatComesTwiceIsReportedAndTheLastOneWins() {
        assertThat(scan("{\"model\":\"a\",\"mod\\u0065l\":\"b\"}")).isTrue();
        assertThat(scanner.duplicate()).isTrue();
        assertThat(scanner.duplicateName()).isEqualTo("model");
        assertThat(text(MODEL)).isEqualTo("b");

        assertThat(scan("{\"stream_options\":{\"include_usage\":true},\"stream_options\":{}}"))
                .isTrue();
        assertThat(scanner.duplicateName()).isEqualTo("stream_options");
        assertThat(scanner.found(INCLUDE_USAGE)).isFalse();

        assertThat(scan("{\"stream_options\":{\"include_usage\":true,\"include_usage\":false}}"))
                .isTrue();
        assertThat(scanner.duplicateName()).isEqualTo("stream_options.include_usage");

        assertThat(scan("{\"x\":1,\"x\":2}")).isTrue();
        assertThat(scanner.duplicate()).isFalse();
    }

    @Test
    void membersOfElementsAreFoundOnceAnElementAndTheLastOneWins() {
        assertThat(
                        scan(
                                "[{\"usage\":{\"total\":3}},{\"usage\":{\"total\":5}},{\"other\":1},[{\"usage\":{\"total\":9}}]]"))
                .isTrue();
        assertThat(scanner.longValue(TOTAL)).isEqualTo(5);
        assertThat(scanner.duplicate()).isFalse();
        assertThat(scanner.objectStart()).isEqualTo(-1);
    }

    @Test
    void aValueIsFoundAsSoonAsItHasEnded() {
        feed("{\"model\":\"gpt");
        assertThat(scanner.found(MODEL)).isFalse();
        feed("-4o\"");
        assertThat(scanner.found(MODEL)).isTrue();
        feed(",\"max_tokens\":12");
        assertThat(scanner.found(MAX_TOKENS)).isFalse();
        feed("3,");
        assertThat(scanner.longValue(MAX_TOKENS)).isEqualTo(123);
        assertThat(scanner.isDone()).isFalse();
        feed("\"x\":0}");
        assertThat(scanner.isDone()).isTrue();
    }

    @Test
    void aNumberMayBeTheWholeDocument() {
        assertThat(scan("12")).isTrue();
        assertThat(scan("-")).isFalse();
    }

    @Test
    void anEmptyObjectIsKnownAsOne() {
        assertThat(scan(" { \n} ")).isTrue();
        assertThat(scanner.objectStart()).isEqualTo(2);
        assertThat(scanner.emptyObject()).isTrue();
        assertThat(scan("[{}]")).isTrue();
        assertThat(scanner.emptyObject()).isFalse();
        assertThat(scan("{\"stream_options\":{ }}")).isTrue();
        assertThat(scanner.isEmpty(STREAM_OPTIONS)).isTrue();
        assertThat(scanner.emptyObject()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a' 1}             | 5  | expected ':'",
                "{'a':1 'b':2}       | 7  | expected ',' or '}'",
                "[1 2]               | 3  | expected ',' or ']'",
                "{'a':1,}            | 7  | expected a member name",
                "{,}                 | 1  | expected a member name or '}'",
                "[1,]                | 3  | expected a value",
                "[,]                 | 1  | expected a value or ']'",
                "[1}                 | 2  | expected ',' or ']'",
                "{'a':tru}           | 8  | expected a value",
                "{'a':01}            | 6  | expected ',' or '}'",
                "{'a':1.}            | 7  | invalid number",
                "{'a':-}             | 6  | invalid number",
                "{'a':+1}            | 5  | expected a value",
                "{'a':'\\x'}         | 7  | invalid escape in a string",
                "{'a':'\\u00g0'}     | 10 | invalid escape in a string",
                "{'a':NaN}           | 5  | expected a value",
                "{} {}               | 3  | expected nothing behind the document",
                "{'a':1              | 6  | the document ends too early",
                "{'a':'x             | 7  | the document ends too early",
            })
    void whatIsWrongIsToldWithItsPlace(String body, long failedAt, String failure) {
        assertThat(scan(body.replace('\'', '"'))).isFalse();
        assertThat(scanner.failure()).isEqualTo(failure.replace('"', '\''));
        assertThat(scanner.failedAt()).isEqualTo(failedAt);
        assertThat(scanner.failed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "c080,6",
        "c1bf,6",
        "e08080,7",
        "eda080,7",
        "edbfbf,7",
        "f0808080,7",
        "f4908080,7",
        "f5808080,6",
        "80,6",
        "ff,6",
        "e282,8",
        "c2,7",
        "00,6",
        "1f,6"
    })
    void brokenTextIsRefusedAtItsFirstWrongByte(String hex, long failedAt) {
        final ByteBuf in = Unpooled.buffer();
        in.writeCharSequence("{\"a\":\"", StandardCharsets.US_ASCII);
        for (int i = 0; i < hex.length(); i += 2) {
            in.writeByte(Integer.parseInt(hex, i, i + 2, 16));
        }
        in.writeCharSequence("\"}", StandardCharsets.US_ASCII);
        scanner.reset();
        scanner.feed(in, 0, in.readableBytes());
        assertThat(scanner.finish()).isFalse();
        assertThat(scanner.failedAt()).isEqualTo(failedAt);
    }

    @Test
    void nothingOfABodyIsAnEmptyBody() {
        assertThat(scan("")).isFalse();
        assertThat(scanner.failure()).isEqualTo("the body is empty");
        assertThat(scan(" ")).isFalse();
        assertThat(scanner.failure()).isEqualTo("the document ends too early");
    }

    @Test
    void nestingIsBounded() {
        assertThat(scan("[".repeat(512) + "]".repeat(512))).isTrue();
        assertThat(scan("[".repeat(513) + "]".repeat(513))).isFalse();
        assertThat(scanner.failure()).isEqualTo("nested deeper than 512 levels");
        assertThat(scanner.failedAt()).isEqualTo(512);
    }

    @Test
    void aLargeBodyOutsideTheHeapIsReadLikeAnyOther() {
        final String body = "{\"x\":\"" + "\u4f60".repeat(5_000) + "\",\"model\":\"a\",\"y\":[" + "12,".repeat(5_000)
                + "1],\"max_tokens\":77}";
        final ByteBuf in = Unpooled.directBuffer(1 << 16);
        try {
            in.writeCharSequence("##" + body, StandardCharsets.UTF_8);
            scanner.feed(in, 2, in.readableBytes() - 2);
            assertThat(scanner.finish()).isTrue();
            assertThat(scanner.consumed()).isEqualTo(in.readableBytes() - 2);
            assertThat(scanner.valueStart(MODEL)).isEqualTo(6 + 15_000 + 10);
            assertThat(scanner.longValue(MAX_TOKENS)).isEqualTo(77);
            assertThat(scanner.valueEnd(MAX_TOKENS)).isEqualTo(scanner.consumed() - 1);
        } finally {
            in.release();
        }
    }

    @Test
    void offsetsPastTwoGibibytesAreRight() {
        final byte[] text = new byte[1 << 20];
        Arrays.fill(text, (byte) 'x');
        final ByteBuf piece = Unpooled.wrappedBuffer(text);
        feed("{\"x\":\"");
        for (int i = 0; i < 2_100; i++) {
            scanner.feed(piece, 0, text.length);
        }
        feed("\",\"model\":\"a\"}");
        assertThat(scanner.finish()).isTrue();
        assertThat(scanner.valueStart(MODEL)).isEqualTo(6 + (2_100L << 20) + 10);
    }

    @Test
    void aNameIsKnownBeforeItsValueBegins() {
        final long options = PATHS.setOf("stream_options", "model");
        scanner.reset();
        feed("{\"models\":\"model\",\"messages\":[{\"model\":1}],\"stream_options");
        assertThat(scanner.isAnyNamed(options)).isFalse();
        feed("\"");
        assertThat(scanner.isAnyNamed(options)).isTrue();
        assertThat(scanner.isAnyNamed(PATHS.setOf("model"))).isFalse();
        scanner.reset();
        assertThat(scanner.isAnyNamed(options)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]|true", "{}|true", "'{ \n}'|true", "[0]|false", "'{\"a\":[]}'|false", "'[ {} ]'|false"})
    void aContainerIsKnownToBeEmptyHoweverItComes(String container, boolean empty) {
        final String body = "{\"max_tokens\":" + container + "}";

        assertThat(scan(body)).isTrue();
        assertThat(scanner.isEmpty(MAX_TOKENS)).isEqualTo(empty);
        assertThat(raw(body, MAX_TOKENS)).isEqualTo(container);

        scanner.reset();
        for (int i = 0; i < body.length(); i++) {
            feed(body.substring(i, i + 1));
        }
        assertThat(scanner.finish()).isTrue();
        assertThat(scanner.isEmpty(MAX_TOKENS)).isEqualTo(empty);
        assertThat(raw(body, MAX_TOKENS)).isEqualTo(container);
    }

    @Test
    void pathsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> FieldPaths.of("a", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FieldPaths.of("a..b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FieldPaths.of("a.".repeat(8) + "a")).isInstanceOf(IllegalArgumentException.class);
        assertThat(FieldPaths.of("a").indexOf("b")).isEqualTo(-1);
    }

    private boolean scan(String body) {
        scanner.reset();
        feed(body);
        return scanner.finish();
    }

    @Test
    void morePlacesThanBitsAreRefused() {
        final String[] paths = new String[FieldPaths.MAX_NODES];
        Arrays.setAll(paths, i -> "p" + i);

        assertThatThrownBy(() -> FieldPaths.of(paths)).isInstanceOf(IllegalArgumentException.class);
        assertThat(FieldPaths.of(Arrays.copyOf(paths, paths.length - 1)).size()).isEqualTo(paths.length - 1);
        assertThatThrownBy(() -> PATHS.setOf("nowhere")).isInstanceOf(IllegalArgumentException.class);
    }

    private void feed(String text) {
        final ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        scanner.feed(in, 0, in.readableBytes());
    }

    private String raw(String body, int path) {
        return body.substring((int) scanner.valueStart(path), (int) scanner.valueEnd(path));
    }

    private String text(int path) {
        final byte[] into = new byte[256];
        final int length = scanner.copyText(path, into);
        return new String(Arrays.copyOf(into, length), StandardCharsets.UTF_8);
    }
}

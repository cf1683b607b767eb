package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Jackson as the judge of what is JSON and what it says. Where Jackson is the laxer one, the oracle helps it: UTF-8 is decoded strictly first (Jackson takes overlong forms and
 * surrogates), a byte order mark is refused (Jackson skips it), and a second document behind the first is refused (to Jackson it is the next one).
 */
final class JsonOracle {
    private static final FieldPaths PATHS = FieldPaths.of(
            "model",
            "stream",
            "stream_options",
            "stream_options.include_usage",
            "max_tokens",
            "usage.x",
            "usage.usage.model");
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(BodyScanner.MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build());

    /** Bytes outside the heap, as a socket would give them; made once, without a cleaner or a count. */
    private static final ByteBuf DIRECT =
            Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(1 << 14)));

    private final BodyScanner scanner = new BodyScanner(PATHS);
    private final JsonCursor cursor = new JsonCursor();

    /** Checks scanner and cursor, on the heap and outside it, whole and cut at places that follow from the seed. Returns whether this is JSON. */
    boolean check(byte[] bytes, long seed) throws IOException {
        final String what = "seed " + seed + ": " + new String(bytes, StandardCharsets.UTF_8);
        final JsonNode expected = jackson(bytes);
        final ByteBuf in = Unpooled.wrappedBuffer(bytes);
        scanner.reset();
        scanner.feed(in, 0, bytes.length);
        assertThat(scanner.finish()).as(what).isEqualTo(expected != null);
        final long failedAt = scanner.failedAt();

        cursor.wrap(in, 0, bytes.length);
        assertThat(readAll(cursor)).as(what).isEqualTo(expected != null);
        assertThat(cursor.failedAt()).as(what).isEqualTo((int) failedAt);
        cursor.wrap(in, 0, bytes.length);
        assertThat(skipAll(cursor)).as("skipping, " + what).isEqualTo(expected != null);
        assertThat(cursor.failedAt()).as("skipping, " + what).isEqualTo((int) failedAt);
        DIRECT.setBytes(5, bytes);
        cursor.wrap(DIRECT, 5, bytes.length);
        readAll(cursor);
        assertThat(cursor.failedAt()).as(what).isEqualTo(failedAt < 0 ? -1 : (int) failedAt + 5);
        assertThat(scanner.failed()).isEqualTo(!scanner.failure().isEmpty());

        if (expected != null) {
            for (int path = 0; path < PATHS.size(); path++) {
                checkValue(bytes, expected.at("/" + PATHS.path(path).replace('.', '/')), path, what);
            }
        }
        checkCuts(bytes, seed, what);
        return expected != null;
    }

    private void checkValue(byte[] bytes, JsonNode expected, int path, String what) throws IOException {
        assertThat(scanner.found(path)).as("%s in %s", PATHS.path(path), what).isEqualTo(!expected.isMissingNode());
        if (expected.isMissingNode()) {
            assertThat(scanner.valueStart(path)).isEqualTo(-1);
            assertThat(scanner.type(path)).isZero();
            return;
        }
        final int start = (int) scanner.valueStart(path);
        final int length = (int) scanner.valueEnd(path) - start;
        assertThat(MAPPER.readTree(bytes, start, length))
                .as("%s in %s", PATHS.path(path), what)
                .isEqualTo(expected);
        switch (scanner.type(path)) {
            case JsonToken.STRING -> checkText(expected.textValue(), path, what);
            case JsonToken.NUMBER ->
                assertThat(scanner.longValue(path))
                        .as(what)
                        .isEqualTo(clamped(new String(bytes, start, length, StandardCharsets.US_ASCII)));
            case JsonToken.TRUE, JsonToken.FALSE ->
                assertThat(scanner.booleanValue(path)).isEqualTo(expected.booleanValue());
            case JsonToken.NULL -> assertThat(expected.isNull()).isTrue();
            default -> assertThat(scanner.isEmpty(path)).as(what).isEqualTo(expected.isEmpty());
        }
    }

    private void checkText(String expected, int path, String what) {
        final byte[] into = new byte[FoundValues.MAX_TEXT];
        final int length = scanner.copyText(path, into);
        final byte[] decoded = decoded(expected);
        assertThat(length).as(what).isEqualTo(decoded.length > FoundValues.MAX_TEXT ? -1 : decoded.length);
        if (length >= 0) {
            assertThat(Arrays.copyOf(into, length)).as(what).isEqualTo(decoded);
        }
    }

    /** Where the JDK writes a question mark for half a surrogate pair, the scanner writes U+FFFD. */
    private static byte[] decoded(String text) {
        final StringBuilder whole = new StringBuilder();
        text.codePoints()
                .forEach(c -> whole.appendCodePoint(
                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c));
        return whole.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void checkCuts(byte[] bytes, long seed, String what) {
        final BodyScanner cut = new BodyScanner(PATHS);
        final String expected = summary(scanner);
        final SplittableRandom random = new SplittableRandom(~seed);
        for (int round = 0; round < 2; round++) {
            cut.reset();
            int at = 0;
            while (at < bytes.length) {
                final int length = Math.min(bytes.length - at, round == 0 ? 1 : random.nextInt(1, 20));
                final ByteBuf in = round == 0 ? Unpooled.buffer(length + 6) : DIRECT;
                in.setBytes(3, bytes, at, length);
                cut.feed(in, 3, length);
                at += length;
            }
            cut.finish();
            assertThat(summary(cut)).as(what).isEqualTo(expected);
        }
    }

    private static String summary(BodyScanner scanner) {
        final StringBuilder out = new StringBuilder();
        out.append(scanner.isDone()).append(scanner.failure()).append(scanner.failedAt());
        out.append(scanner.duplicateName()).append(scanner.objectStart()).append(scanner.emptyObject());
        for (int path = 0; path < PATHS.size(); path++) {
            out.append('|').append(scanner.valueStart(path)).append('-').append(scanner.valueEnd(path));
            out.append(' ')
                    .append(scanner.type(path))
                    .append(scanner.isEmpty(path))
                    .append(scanner.isWholeNumber(path));
            out.append(' ').append(scanner.longValue(path)).append(' ').append(scanner.textLength(path));
        }
        return out.toString();
    }

    private static boolean readAll(JsonCursor cursor) {
        while (true) {
            switch (cursor.next()) {
                case JsonToken.END -> {
                    return true;
                }
                case JsonToken.FAILED -> {
                    return false;
                }
                default -> assertThat(cursor.valueLength()).isNotNegative();
            }
        }
    }

    /** Leaves the members of the document, or all of it, without looking into them. */
    private static boolean skipAll(JsonCursor cursor) {
        int token = cursor.next();
        if (token == JsonToken.OBJECT) {
            while ((token = cursor.next()) == JsonToken.NAME) {
                checkSkipped(cursor);
            }
        }
        return cursor.skip() && cursor.next() == JsonToken.END;
    }

    private static void checkSkipped(JsonCursor cursor) {
        if (!cursor.skip()) {
            return;
        }
        final JsonValue skipped = cursor.value();
        if (cursor.token() == JsonToken.NUMBER) {
            assertThat(cursor.longValue()).as(skipped.text()).isEqualTo(clamped(skipped.text()));
            assertThat(cursor.isWholeNumber()).isEqualTo(skipped.text().matches("-?\\d+"));
        } else if (cursor.token() != JsonToken.STRING) {
            assertThatNoException().isThrownBy(() -> MAPPER.readTree(skipped.text()));
        }
    }

    private static @Nullable JsonNode jackson(byte[] bytes) throws IOException {
        final String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
        if (text.startsWith("\ufeff")) {
            return null;
        }
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() == null) {
                return null;
            }
            final JsonNode tree = MAPPER.readTree(parser);
            return parser.nextToken() == null ? tree : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static long clamped(String number) {
        final int e = number.toLowerCase(Locale.ROOT).indexOf('e');
        if (e >= 0 && number.length() - e > 6) {
            final boolean zero = new BigDecimal(number.substring(0, e)).signum() == 0;
            return zero || number.charAt(e + 1) == '-' ? 0 : clamped(number.substring(0, e) + "e9999");
        }
        final BigInteger whole = new BigDecimal(number).toBigInteger();
        final BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
        return whole.min(most).max(most.negate()).longValue();
    }
}

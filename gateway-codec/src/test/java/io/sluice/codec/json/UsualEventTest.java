package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UsualEventTest {
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HOLE = "hole".getBytes(StandardCharsets.US_ASCII);
    private static final String FIRST =
            "{\"id\":7,\"hole\":12,\"a\":[{\"text\":\"first\"}],\"hole\":\"xyz\",\"end\":null}";

    private static final byte[] COUNT = "count".getBytes(StandardCharsets.US_ASCII);
    private static final String COUNTED = "{\"text\":\"first\",\"count\":12,\"x\":{\"count\":0}}";

    private final JsonCursor cursor = new JsonCursor();
    private final UsualEvent usual = new UsualEvent();

    @Test
    void aDocumentThatDiffersInItsHolesIsRecognised() {
        assertThat(read(FIRST)).isFalse();

        assertThat(read(FIRST.replace("first", "se\\ncond").replace("12", "9").replace("xyz", "")))
                .isTrue();
        assertThat(usual.text(cursor).text()).isEqualTo("se\ncond");
        assertThat(read(FIRST.replace("first", "3"))).isTrue();
        assertThat(usual.text(cursor).isEscaped()).isFalse();
    }

    @Test
    void whateverElseDiffersIsReadAgain() {
        for (final String[] change : new String[][] {
            {"7", "8"},
            {"null", "true"},
            {"first", ""},
            {"12", "-1"},
            {"12", "01"},
            {"12", "\"1\""},
            {"xyz\"", "xyz\" "},
            {"\"xyz\"", "5"},
            {"first", "\\x"},
            {"first", "\n"},
            {"null}", "null} "},
            {"null}", "null"},
            {"{\"id", " {\"id"}
        }) {
            usual.reset();
            assertThat(read(FIRST)).isFalse();
            assertThat(read(FIRST)).isTrue();
            assertThat(read(FIRST.replace(change[0], change[1]))).as(change[1]).isFalse();
        }
    }

    @Test
    void countsAreToldInTheOrderOfTheirMarks() {
        assertThat(read(COUNTED)).isFalse();

        assertThat(read(COUNTED.replace("12", "0").replace("0}", "999999999999999}")))
                .isTrue();
        assertThat(usual.count(0)).isZero();
        assertThat(usual.count(1)).isEqualTo(999_999_999_999_999L);
        for (final String other : new String[] {"012", "1.0", "-1", "1e3", "\"1\"", "1000000000000000", "", "null"}) {
            assertThat(read(COUNTED.replace("12", other))).as(other).isFalse();
        }
    }

    @Test
    void whatIsNoCountMayNotChange() {
        final String fraction = COUNTED.replace("12", "1.5");
        assertThat(read(fraction)).isFalse();
        assertThat(read(fraction)).isTrue();
        assertThat(read(COUNTED.replace("12", "2.5"))).isFalse();
    }

    @Test
    void aDocumentWithTwoTextsOrNoneIsNotUsual() {
        final String two = "{\"text\":\"a\",\"b\":{\"text\":\"b\"}}";
        final String none = "{\"hole\":1}";
        final String wrong = "{\"text\":5}";
        for (final String document : new String[] {two, two, none, none, wrong, wrong}) {
            assertThat(read(document)).as(document).isFalse();
        }
    }

    @Test
    void learningEndsWhereNothingComesAgain() {
        for (int i = 100; i < 150; i++) {
            assertThat(read(FIRST.replace("7", "" + i))).isFalse();
        }
        assertThat(read(FIRST.replace("7", "149"))).isFalse();
        usual.reset();
        assertThat(read(FIRST)).isFalse();
        assertThat(read(FIRST)).isTrue();
    }

    @Test
    void nothingIsRecognisedThatIsNotJsonOrHasAnotherText() {
        int recognised = 0;
        final byte[] first = FIRST.getBytes(StandardCharsets.UTF_8);
        read(FIRST);
        for (long seed = 0; seed < 20_000; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = first;
            for (int edits = random.nextInt(1, 3); edits > 0; edits--) {
                final int at = random.nextInt(bytes.length);
                final int to = Math.min(bytes.length, at + random.nextInt(3));
                bytes = RandomJson.splice(bytes, at, to, new byte[] {(byte) random.nextInt(256)});
            }
            cursor.wrap(bytes, 0, bytes.length);
            if (usual.read(cursor)) {
                recognised++;
                final String seen = usual.text(cursor).text();
                assertThat(seen).as("seed %d", seed).isEqualTo(textOf(bytes));
            }
        }
        assertThat(recognised).isGreaterThan(200);
    }

    private static String textOf(byte[] bytes) {
        final JsonCursor fresh = new JsonCursor();
        fresh.wrap(bytes, 0, bytes.length);
        String text = "";
        int token;
        while ((token = fresh.next()) != JsonToken.END) {
            assertThat(token).isNotEqualTo(JsonToken.FAILED);
            if (token == JsonToken.NAME && fresh.nameIs(TEXT)) {
                fresh.next();
                text = fresh.string().text();
            }
        }
        return text;
    }

    /** Reads as a reader would: what is usual needs no more than this. */
    private boolean read(String document) {
        final byte[] bytes = ("12" + document + "34").getBytes(StandardCharsets.UTF_8);
        cursor.wrap(bytes, 2, bytes.length - 4);
        if (usual.read(cursor)) {
            return true;
        }
        int token;
        while ((token = cursor.next()) > JsonToken.FAILED) {
            if (token == JsonToken.NAME && cursor.nameIs(TEXT)) {
                cursor.next();
                usual.markText(cursor);
            } else if (token == JsonToken.NAME && cursor.nameIs(HOLE)) {
                cursor.skip();
                usual.markHole(cursor);
            } else if (token == JsonToken.NAME && cursor.nameIs(COUNT)) {
                cursor.skip();
                usual.markCount(cursor);
            }
        }
        if (token == JsonToken.END) {
            usual.learn(cursor);
        }
        return false;
    }
}

package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class NameTableTest {
    private static final NameTable TABLE =
            NameTable.of("model", "messages", "max_tokens", "top_p", "top_k", "tools", "a", "b", "");

    private static int find(String json) {
        final byte[] in = json.getBytes(StandardCharsets.UTF_8);
        final JsonCursor cursor = new JsonCursor();
        cursor.wrap(in, 0, in.length);
        cursor.next();
        cursor.next();
        return cursor.nameIn(TABLE);
    }

    @Test
    void findsEachNameAtItsPlace() {
        assertThat(find("{\"model\":1}")).isZero();
        assertThat(find("{\"top_p\":1}")).isEqualTo(3);
        assertThat(find("{\"top_k\":1}")).isEqualTo(4);
        assertThat(find("{\"b\":1}")).isEqualTo(7);
        assertThat(find("{\"\":1}")).isEqualTo(8);
    }

    @Test
    void findsNamesThatAreWrittenWithEscapes() {
        assertThat(find("{\"m\\u006fdel\":1}")).isZero();
    }

    @Test
    void findsNoOtherName() {
        assertThat(find("{\"Model\":1}")).isEqualTo(-1);
        assertThat(find("{\"modal\":1}")).isEqualTo(-1);
        assertThat(find("{\"top_\":1}")).isEqualTo(-1);
    }

    @Test
    void namesThatDifferOnlyInTheirMiddleAreToldApart() {
        final NameTable table = NameTable.of(
                "beginning-one-the-end-of-it", "beginning-two-the-end-of-it", "exactly8", "exactly16bytes!!");
        assertThat(inTable(table, "beginning-one-the-end-of-it")).isZero();
        assertThat(inTable(table, "beginning-two-the-end-of-it")).isEqualTo(1);
        assertThat(inTable(table, "beginning-six-the-end-of-it")).isEqualTo(-1);
        assertThat(inTable(table, "exactly8")).isEqualTo(2);
        assertThat(inTable(table, "exactly16bytes!!")).isEqualTo(3);
        assertThat(inTable(table, "exactly8\0")).isEqualTo(-1);
        assertThat(inTable(table, "exactly")).isEqualTo(-1);
    }

    @Test
    void manyNamesAreFoundWhereverTheyLie() {
        final String[] names = new String[300];
        for (int i = 0; i < names.length; i++) {
            names[i] = "n".repeat(i % 23) + i;
        }
        final NameTable table = NameTable.of(names);
        for (int i = 0; i < names.length; i++) {
            assertThat(inTable(table, names[i])).as(names[i]).isEqualTo(i);
            assertThat(inTable(table, names[i] + "x")).as(names[i]).isEqualTo(-1);
        }
    }

    /** In the last bytes of an array, and far from its end, what follows the name must not matter. */
    private static int inTable(NameTable table, String name) {
        final byte[] exact = name.getBytes(StandardCharsets.UTF_8);
        final byte[] amid = ("xxx" + name + "yyyyyyyyyyyy").getBytes(StandardCharsets.UTF_8);
        final int found = table.find(exact, 0, exact.length);
        assertThat(table.find(amid, 3, exact.length)).isEqualTo(found);
        return found;
    }
}

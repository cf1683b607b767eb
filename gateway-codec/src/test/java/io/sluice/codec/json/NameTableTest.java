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
}

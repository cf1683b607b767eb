package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParamTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "key=abc, abc, ''",
                "alt=sse&key=abc, abc, alt=sse",
                "key=abc&alt=sse, abc, alt=sse",
                "a=1&key=abc&b=2, abc, a=1&b=2",
                "key=a&key=b&x, a, x",
                "%6bey=abc&x=1, abc, x=1",
                "k%65%79=abc, abc, ''",
                "key, '', ''",
                "key=, '', ''",
                "key=a=b%26c, a=b%26c, ''",
                "keys=abc, -, keys=abc",
                "Key=abc, -, Key=abc",
                "xkey=abc&&, -, xkey=abc&",
                "%6=abc, -, %6=abc",
                "'', -, ''"
            })
    void findsAndRemovesACredentialHoweverItIsSpelled(String query, String value, String rest) {
        final ByteBuf bytes = Unpooled.copiedBuffer("?" + query + "&key=outside", US_ASCII);
        final ByteBuf out = Unpooled.buffer();

        final long found = QueryParam.find(bytes, 1, query.length(), QueryParam.KEY);
        QueryParam.copyWithout(bytes, 1, query.length(), QueryParam.KEY, out);

        if (value == null) {
            assertThat(found).isEqualTo(-1);
        } else {
            assertThat(bytes.toString(QueryParam.index(found), QueryParam.length(found), US_ASCII))
                    .isEqualTo(value);
        }
        assertThat(out.toString(US_ASCII)).isEqualTo(rest);
    }

    @ParameterizedTest
    @CsvSource({
        "alt=sse, true",
        "key=x&alt=sse, true",
        "%61lt=ss%65, true",
        "alt=json, false",
        "alt=ssex, false",
        "alt=, false",
        "alt, false",
        "xalt=sse, false",
        "'', false"
    })
    void knowsAStreamOfEventsFromAnArray(String query, boolean events) {
        final ByteBuf bytes = Unpooled.copiedBuffer(query, US_ASCII);

        assertThat(QueryParam.asksForEvents(bytes, 0, query.length())).isEqualTo(events);
    }
}

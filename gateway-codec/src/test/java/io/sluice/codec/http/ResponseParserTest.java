package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ResponseParserTest {
    private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final RecordingResponseSink sink = new RecordingResponseSink();
    private final ResponseParser parser = new ResponseParser(HttpLimits.DEFAULT, sink);

    /** @return what the parser left unread */
    private String feed(final String latin1) {
        final ByteBuf in = Unpooled.copiedBuffer(latin1, ISO_8859_1);
        parser.feed(in);
        return in.toString(ISO_8859_1);
    }

    @Test
    void tellsHeadBodyAndEndInOrder() {
        assertThat(Responses.calls(
                        "HTTP/1.1 429 Slow\r\nRetry-After: 2\r\nKeep-Alive: 1\r\nContent-Length: 5\r\n\r\nhello"))
                .containsExactly(
                        "head 429 1.1 keep length=5 | Retry-After=2 | !Keep-Alive=1 | !Content-Length=5",
                        "body hello",
                        "end",
                        "reusable");
    }

    @Test
    void aBodyWithoutLengthEndsWithTheConnection() {
        assertThat(Responses.callsUntilEof("HTTP/1.1 200 OK\r\n\r\nhello"))
                .containsExactly("head 200 1.1 keep until-end", "body hello", "end");
    }

    @Test
    void interimAnswersAreNotTold() {
        assertThat(Responses.calls("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: a\r\n\r\n" + EMPTY))
                .containsExactly("head 200 1.1 keep length=0 | !Content-Length=0", "end", "reusable");
    }

    @Test
    void aFreshConnectionIsReusableAndOneUnderWayIsNot() {
        assertThat(parser.isReusable()).isTrue();

        parser.expect(false);
        assertThat(parser.isReusable()).isFalse();

        feed(EMPTY);
        assertThat(parser.isReusable()).isTrue();
    }

    @Test
    void bytesBehindTheEndSpoilTheConnection() {
        parser.expect(false);

        assertThat(feed(EMPTY + "x")).isEqualTo("x");
        assertThat(parser.isReusable()).isFalse();
    }

    @Test
    void aByteThatNobodyAskedForIsAViolation() {
        feed("H");

        assertThat(sink.calls()).containsExactly("violation UNSOLICITED_RESPONSE at 0");
        assertThat(parser.isReusable()).isFalse();
    }

    @Test
    void aConnectionThatClosedIsNotReusable() {
        parser.eof();

        assertThat(sink.calls()).isEmpty();
        assertThat(parser.isReusable()).isFalse();
    }

    @Test
    void nothingIsTruncatedBehindAViolation() {
        parser.expect(false);
        feed("garbage!");
        parser.eof();

        assertThat(sink.calls()).containsExactly("violation STATUS_LINE_MALFORMED at 0");
    }

    @Test
    void tellsWhetherAnythingArrived() {
        parser.expect(false);
        assertThat(parser.sawBytes()).isFalse();

        feed("H");
        assertThat(parser.sawBytes()).isTrue();

        feed(EMPTY.substring(1));
        parser.expect(false);
        assertThat(parser.sawBytes()).isFalse();

        parser.eof();
        assertThat(sink.calls()).last().isEqualTo("violation TRUNCATED at 0");
        assertThat(parser.sawBytes()).isFalse();
    }

    @Test
    void expectsOneAnswerAtATime() {
        parser.expect(false);

        assertThatThrownBy(() -> parser.expect(false)).isInstanceOf(IllegalStateException.class);
        parser.close();
        assertThatThrownBy(() -> parser.expect(false)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theNextAnswerMayBeExpectedFromWithinTheEnd() {
        final List<String> calls = new ArrayList<>();
        final AtomicReference<ResponseParser> own = new AtomicReference<>();
        own.set(new ResponseParser(HttpLimits.DEFAULT, new ResponseSink() {
            @Override
            public void head(final ResponseHead head) {
                calls.add("head " + head.status() + " " + head.bodiless());
            }

            @Override
            public void body(final ByteBuf in, final int index, final int length) {
                calls.add("body");
            }

            @Override
            public void end() {
                calls.add("end " + own.get().isReusable());
                own.get().expect(true);
            }

            @Override
            public void violation(final Violation rule, final long atOffset) {
                calls.add(rule.name());
            }
        }));
        own.get().expect(false);

        own.get().feed(Unpooled.copiedBuffer(EMPTY, ISO_8859_1));
        own.get().feed(Unpooled.copiedBuffer("HTTP/1.1 404 No\r\nContent-Length: 7\r\n\r\n", ISO_8859_1));

        assertThat(calls).containsExactly("head 200 false", "end true", "head 404 true", "end true");
    }

    @Test
    void countsTheOffsetOfATruncationFromTheStartOfItsMessage() {
        assertThat(Responses.callsUntilEof("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello"))
                .last()
                .isEqualTo("violation TRUNCATED at 43");
        assertThat(Responses.callsUntilEof("HTTP/1.1 200 OK\r\nCont")).containsExactly("violation TRUNCATED at 21");
    }
}

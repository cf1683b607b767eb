package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class RequestParserTest {
    private static final String HEAD = "POST /v1/chat?a=b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";

    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
    private final Requests requests = new Requests();

    @AfterEach
    void holdsNothingWhenClosed() {
        requests.close();
        assertThat(alloc.metric().usedHeapMemory() + alloc.metric().usedDirectMemory())
                .isZero();
    }

    private static String lines(final String... lines) {
        return String.join("\r\n", lines);
    }

    /** @return what the parser left unread */
    private String feed(final String latin1) {
        final ByteBuf in = alloc.buffer(latin1.length() + 1).writeBytes(latin1.getBytes(ISO_8859_1));
        try {
            requests.feed(in);
            return in.toString(ISO_8859_1);
        } finally {
            in.release();
        }
    }

    @Test
    void tellsHeadBodyAndEndInOrder() {
        final List<String> calls = Requests.calls(HEAD + "hello");

        assertThat(calls)
                .containsExactly(
                        "head POST /v1/chat?a=b 1.1 keep length=5 | !Host=a | !Content-Length=5", "body hello", "end");
    }

    @Test
    void removesTheFramingOfChunksAndDropsTrailers() {
        final List<String> calls = Requests.calls(lines(
                "POST /a HTTP/1.1",
                "Host: a",
                "Transfer-Encoding: chunked",
                "",
                "5;x",
                "hello",
                "2",
                "",
                "",
                "0",
                "x: 1",
                "",
                ""));

        assertThat(calls)
                .containsExactly(
                        "head POST /a 1.1 keep chunked | !Host=a | !Transfer-Encoding=chunked",
                        "body hello\r\n",
                        "end");
    }

    @Test
    void readsPipelinedRequestsOneByOne() {
        assertThat(feed(HEAD + "helloGET /2 HTTP/1.1\r\nHost: b\r\n\r\nGET /3")).startsWith("GET /2");
        assertThat(requests.calls()).hasSize(3).last().isEqualTo("end");
        assertThat(requests.parser().isIdle()).isTrue();

        final List<String> calls = Requests.calls(HEAD + "helloGET /2 HTTP/1.1\r\nHost: b\r\n\r\nGET /3");

        assertThat(calls).hasSize(5).contains("head GET /2 1.1 keep | !Host=b");
    }

    @Test
    void aBadRequestBehindAGoodOneDoesNotSpoilIt() {
        final List<String> calls = Requests.calls(HEAD + "helloGET / HTTP/1.1\r\nHost : a\r\n\r\n");

        assertThat(calls).hasSize(4).contains("end").last().isEqualTo("violation NAME_SPACE at 20");
    }

    @Test
    void nothingBehindAViolationIsInterpreted() {
        final List<String> calls = Requests.calls("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n" + HEAD + "hello");

        assertThat(calls).containsExactly("violation TARGET_CHARACTER at 6");
    }

    @Test
    void countsTheOffsetOfAViolationFromTheStartOfItsMessage() {
        assertThat(Requests.calls("\r\nGET / HTTP/1.1\r\nHost: a\r\nx: \0"))
                .containsExactly("violation VALUE_CHARACTER at 30");
        assertThat(Requests.calls("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\ng"))
                .last()
                .isEqualTo("violation CHUNK_SIZE_MALFORMED at 62");
        assertThat(Requests.calls("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\rb"))
                .last()
                .isEqualTo("violation BARE_CR at 60");
        assertThat(Requests.calls("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n"))
                .containsExactly("violation CONTENT_LENGTH_REPEATED at 45");
    }

    @Test
    void judgesAByteAsSoonAsItIsSeen() {
        feed("\u0016");

        assertThat(requests.calls()).containsExactly("violation METHOD_CHARACTER at 0");
        assertThat(requests.parser().isBroken()).isTrue();
    }

    @Test
    void hopByHopFieldsAndThoseNamedByConnectionAreNotForwardable() {
        final List<String> calls = Requests.calls(lines(
                "GET / HTTP/1.1",
                "Host: a",
                "Connection: close, X-Own ,te",
                "x-own: 1",
                "X-Other: 2",
                "Keep-Alive: 3",
                "TE: trailers",
                "Trailer: a",
                "Upgrade: h2c",
                "HTTP2-Settings: a",
                "Proxy-Authorization: b",
                "Proxy-Connection: c",
                "Proxy-Name: c",
                "Proxy-Anything: c",
                "Proxy-Instruction: c",
                "Proxy: d",
                "Proxied: d",
                "Expect: 100-continue",
                "Authorization: e",
                "X-OWN: 4",
                "",
                ""));

        assertThat(calls)
                .first()
                .isEqualTo("head GET / 1.1 close | !Host=a | !Connection=close, X-Own ,te | !x-own=1 | X-Other=2 |"
                        + " !Keep-Alive=3 | !TE=trailers | !Trailer=a | !Upgrade=h2c | !HTTP2-Settings=a |"
                        + " !Proxy-Authorization=b | !Proxy-Connection=c | !Proxy-Name=c | !Proxy-Anything=c |"
                        + " !Proxy-Instruction=c | !Proxy=d | Proxied=d | !Expect=100-continue |"
                        + " Authorization=e | !X-OWN=4");
    }

    @Test
    void fieldsNamedByASecondConnectionFieldAreNotForwardable() {
        assertThat(Requests.calls("GET / HTTP/1.1\r\nHost: a\r\nx: 1\r\nConnection: y\r\nconnection: x\r\n\r\n"))
                .first()
                .asString()
                .contains("| !x=1 |");
    }

    @Test
    void keepsAConnectionOfHttp11UnlessToldToCloseAndNeverOneOfHttp10() {
        assertThat(Requests.calls("GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"))
                .first()
                .asString()
                .startsWith("head GET / 1.1 keep");
        assertThat(Requests.calls("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n"))
                .first()
                .asString()
                .startsWith("head GET / 1.1 close");
        assertThat(Requests.calls("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
                .first()
                .asString()
                .startsWith("head GET / 1.0 close");
    }

    @Test
    void expectsContinueOnlyWhereABodyFollowsInHttp11() {
        assertThat(Requests.calls("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na"))
                .first()
                .asString()
                .startsWith("head POST / 1.1 keep expect");
        assertThat(Requests.calls("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n"))
                .first()
                .asString()
                .doesNotContain("keep expect");
        assertThat(Requests.calls("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na"))
                .first()
                .asString()
                .doesNotContain("close expect");
    }

    @Test
    void refusesALargeBodyBeforeAnyOfItIsRead() {
        final List<String> calls = Requests.calls(
                new HttpLimits(1024, 10, 4), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");

        assertThat(calls).containsExactly("violation BODY_TOO_LARGE at 47");
    }

    @Test
    void theHeadIsAViewOfPathQueryAndFields() {
        final List<String> seen = new ArrayList<>();
        final RequestParser parser = new RequestParser(HttpLimits.DEFAULT, new IgnoringSink() {
            @Override
            public void head(final RequestHead head) {
                seen.add(head.method() + " " + head.path() + " " + head.pathLength() + " " + head.queryLength());
                seen.add(head.bytes().toString(head.queryOffset(), head.queryLength(), US_ASCII));
                seen.add(head.find(FieldName.AUTHORIZATION) + " " + head.find(FieldName.ACCEPT) + " "
                        + head.find(FieldName.ACCEPT, 3) + " " + head.find(FieldName.COOKIE));
                seen.add(head.value(FieldName.of("authorization")) + " " + head.value(FieldName.COOKIE));
                seen.add(head.nameIs(1, FieldName.AUTHORIZATION) + " " + head.nameIs(1, FieldName.COOKIE));
                seen.add(head.valueEqualsIgnoreCase(2, "text/html") + " " + head.valueEqualsIgnoreCase(2, "text/htm"));
            }
        });
        final ByteBuf in = Unpooled.copiedBuffer(
                lines(
                        "POST /v1/a?b=c HTTP/1.1",
                        "Host: a",
                        "authorization: Bearer X",
                        "Accept: Text/HTML",
                        "accept: */*",
                        "",
                        ""),
                US_ASCII);

        parser.feed(in);
        parser.close();

        assertThat(seen)
                .containsExactly("POST /v1/a 5 3", "b=c", "1 2 3 -1", "Bearer X null", "true false", "true false");
    }

    @Test
    void aPathWithoutQueryHasNone() {
        final List<Integer> seen = new ArrayList<>();
        final RequestParser parser = new RequestParser(HttpLimits.DEFAULT, new IgnoringSink() {
            @Override
            public void head(final RequestHead head) {
                seen.addAll(List.of(head.queryOffset(), head.queryLength(), head.pathLength(), head.targetLength()));
            }
        });

        parser.feed(Unpooled.copiedBuffer("GET /v1 HTTP/1.1\r\nHost: a\r\n\r\n", US_ASCII));

        assertThat(seen).containsExactly(-1, 0, 3, 3);
    }

    @Test
    void aHeadInOneReadIsParsedWhereItIs() {
        final AtomicReference<ByteBuf> seen = new AtomicReference<>();
        final RequestParser parser = new RequestParser(HttpLimits.DEFAULT, new IgnoringSink() {
            @Override
            public void head(final RequestHead head) {
                seen.set(head.bytes());
            }
        });
        final ByteBuf in = Unpooled.copiedBuffer(HEAD, US_ASCII);

        parser.feed(in);

        assertThat(seen.get()).isSameAs(in);
        assertThat(parser.inBody()).isTrue();
    }

    @Test
    void tellsWhereItStands() {
        final RequestParser parser = requests.parser();

        assertThat(parser.isIdle()).isTrue();
        feed("\r");
        assertThat(parser.inHead()).isTrue();
        feed("\n");
        assertThat(parser.isIdle()).isTrue();
        feed("P");
        assertThat(parser.inHead()).isTrue();
        assertThat(parser.isIdle()).isFalse();
        feed(HEAD.substring(1));
        assertThat(parser.inBody()).isTrue();
        feed("hello");
        assertThat(parser.isIdle()).isTrue();
        feed("\0");
        assertThat(parser.isBroken()).isTrue();
        assertThat(feed(HEAD)).isEmpty();
    }

    @Test
    void showsTheHeadThatBrokeARuleOnceItsTargetIsKnown() {
        final List<String> seen = new ArrayList<>();
        for (final String wire :
                List.of("GET /a\0", "POST /v1/x HTTP/1.1\r\nHost: a\r\nx-api-key: k\r\nx : 1", HEAD + "helloGE(")) {
            final AtomicReference<RequestParser> parser = new AtomicReference<>();
            parser.set(new RequestParser(HttpLimits.DEFAULT, new IgnoringSink() {
                @Override
                public void violation(final Violation rule, final long atOffset) {
                    final RequestHead head = parser.get().refusedHead();
                    seen.add(rule + (head == null ? "" : " " + head.path() + " " + head.value(FieldName.X_API_KEY)));
                }
            }));
            final ByteBuf in = Unpooled.copiedBuffer(wire, US_ASCII);
            while (in.isReadable()) {
                parser.get().feed(in.readSlice(1));
            }
            assertThat(parser.get().refusedHead()).isNull();
        }

        assertThat(seen).containsExactly("TARGET_CHARACTER", "NAME_SPACE /v1/x k", "METHOD_CHARACTER");
    }

    @Test
    void aSinkMayCloseTheParserFromAnyCall() {
        for (final String call : List.of("head", "body", "end", "violation")) {
            final AtomicReference<RequestParser> parser = new AtomicReference<>();
            final ClosingSink sink = new ClosingSink(call, parser);
            parser.set(new RequestParser(HttpLimits.DEFAULT, sink));
            final String wire = call.equals("violation") ? "GET / HTTP/1.1\r\n : " : HEAD + "hello";

            for (final String piece : wire.split("(?<=H)", -1)) {
                final ByteBuf in = alloc.buffer().writeBytes(piece.getBytes(US_ASCII));
                parser.get().feed(in);
                in.release();
            }

            assertThat(sink.calls).last().isEqualTo(call);
            assertThat(parser.get().isBroken()).isTrue();
        }
    }

    @Test
    void keepsNoBytesOnceTheHeadIsRead() {
        feed(HEAD.substring(0, 20));
        assertThat(alloc.metric().usedHeapMemory()).isPositive();

        feed(HEAD.substring(20));

        assertThat(alloc.metric().usedHeapMemory()).isZero();
        feed("hello");
    }

    @Test
    void keepsNoMoreThanTheBoundOfAHead() {
        final HttpLimits limits = new HttpLimits(4096, 100, 0);
        final RequestParser parser = new RequestParser(limits, new IgnoringSink());
        long most = 0;
        final ByteBuf piece = Unpooled.copiedBuffer("x".repeat(100), US_ASCII);
        for (int i = 0; i < 50; i++) {
            final ByteBuf in = alloc.buffer(100).writeBytes(piece, 0, 100);
            parser.feed(in);
            in.release();
            most = Math.max(most, alloc.metric().usedHeapMemory());
        }
        piece.release();

        assertThat(most).isBetween(2048L, 4096L);
        assertThat(parser.isBroken()).isTrue();
        assertThat(alloc.metric().usedHeapMemory()).isZero();
    }

    @Test
    void readsALargeHeadByteByByteInLinearTime() {
        final String head = lines("GET / HTTP/1.1", "Host: a", "x: ") + "y".repeat(100_000) + "\r\n\r\n";
        final ByteBuf in = Unpooled.copiedBuffer(head, US_ASCII);
        final Requests slow = new Requests(new HttpLimits(1024 * 1024, 10, 0));

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            final ByteBuf one = Unpooled.buffer(1);
            while (in.isReadable()) {
                one.clear().writeByte(in.readByte());
                slow.feed(one);
            }
        });

        assertThat(slow.calls()).hasSize(2).last().isEqualTo("end");
    }

    @Test
    void aHeadOfAnyLengthReadsTheSameInOnePieceAsByteByByte() {
        final HttpLimits limits = new HttpLimits(64 * 1024, 1000, 0);
        final StringBuilder fields = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            final int tabAt = i % 23;
            fields.append("x_")
                    .append(i)
                    .append(i % 3 == 0 ? ":" : ":\t ")
                    .append("v".repeat(tabAt))
                    .append(i % 2 == 0 ? "\t" : "")
                    .append("w".repeat(i % 61))
                    .append(i % 5 == 0 ? " \t" : "")
                    .append("\r\n");
        }
        for (final int length : new int[] {0, 4080, 4096, 5000, 9000}) {
            final byte[] head = (lines("GET / HTTP/1.1", "Host: a", "long: ") + "y".repeat(length) + "\r\n" + fields
                            + "\r\n")
                    .getBytes(US_ASCII);

            final List<String> whole = EverySplit.calls(head, new Requests(limits), head.length);

            assertThat(whole).hasSize(2).last().isEqualTo("end");
            assertThat(EverySplit.calls(head, new Requests(limits), 1)).isEqualTo(whole);
        }
    }

    @Test
    void growsForAsManyFieldsAsAllowed() {
        feed(lines("GET / HTTP/1.1", "Host: a", "") + "x: 1\r\n".repeat(126) + "last: 2\r\n\r\n");

        assertThat(requests.calls().getFirst()).endsWith("| x=1 | last=2");
    }

    private static class IgnoringSink implements RequestSink {
        @Override
        public void head(final RequestHead head) {}

        @Override
        public void body(final ByteBuf in, final int index, final int length) {}

        @Override
        public void end() {}

        @Override
        public void violation(final Violation rule, final long atOffset) {}
    }

    private static final class ClosingSink implements RequestSink {
        private final List<String> calls = new ArrayList<>();
        private final String closingCall;
        private final AtomicReference<RequestParser> parser;

        ClosingSink(final String closingCall, final AtomicReference<RequestParser> parser) {
            this.closingCall = closingCall;
            this.parser = parser;
        }

        private void called(final String call) {
            calls.add(call);
            if (call.equals(closingCall)) {
                parser.get().close();
            }
        }

        @Override
        public void head(final RequestHead head) {
            called("head");
        }

        @Override
        public void body(final ByteBuf in, final int index, final int length) {
            called("body");
        }

        @Override
        public void end() {
            called("end");
        }

        @Override
        public void violation(final Violation rule, final long atOffset) {
            called("violation");
        }
    }
}

package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Neither parsing nor writing leaves anything for the collector once it is warm. */
final class HttpAllocationTest {
    private static final int ROUNDS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final String REQUEST = String.join(
            "\r\n",
            "POST /v1/chat/completions?a=b HTTP/1.1",
            "Host: gateway.example:8080",
            "Authorization: Bearer sk-sluice-0123456789",
            "Content-Type: application/json",
            "User-Agent: OpenAI/Python 1.0",
            "Connection: keep-alive, X-Own",
            "X-Own: 1",
            "Expect: 100-continue",
            "Content-Length: 5",
            "",
            "hello");

    private static final String CHUNKED = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: text/event-stream",
            "Transfer-Encoding: chunked",
            "",
            "5;a=b",
            "hello",
            "1",
            "a",
            "0",
            "x-trailer: 1",
            "",
            "");

    private static final class CountingSink implements RequestSink, ResponseSink {
        private long seen;

        @Override
        public void head(final RequestHead head) {
            seen += head.method() == Method.POST && head.expectContinue() ? 1 : 0;
            seen += head.find(FieldName.AUTHORIZATION) + head.find(FieldName.COOKIE);
            for (int i = 0; i < head.fieldCount(); i++) {
                seen += head.forwardable(i) && !head.valueEqualsIgnoreCase(i, "close") ? 1 : 0;
            }
        }

        @Override
        public void head(final ResponseHead head) {
            seen += head.status() + head.find(FieldName.RETRY_AFTER);
        }

        @Override
        public void body(final ByteBuf in, final int index, final int length) {
            seen += length;
        }

        @Override
        public void end() {
            seen++;
        }

        @Override
        public void violation(final Violation rule, final long atOffset) {
            throw new AssertionError(rule);
        }
    }

    private static void assertAllocatesNothing(final Runnable round) {
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5 && least > 0; attempt++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                round.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes allocated in 1000 rounds").isZero();
    }

    private static ByteBuf direct(final String ascii) {
        final UnpooledByteBufAllocator untracked = new UnpooledByteBufAllocator(true, true);
        return untracked.directBuffer(ascii.length()).writeBytes(ascii.getBytes(US_ASCII));
    }

    @Test
    void aRequestIsParsedWithoutAllocation() {
        final CountingSink sink = new CountingSink();
        final RequestParser parser = new RequestParser(HttpLimits.DEFAULT, sink);
        final ByteBuf in = direct(REQUEST);

        assertAllocatesNothing(() -> {
            in.readerIndex(0);
            parser.feed(in);
        });

        assertThat(sink.seen).isPositive();
        in.release();
    }

    @Test
    void aChunkedResponseIsParsedWithoutAllocation() {
        final CountingSink sink = new CountingSink();
        final ResponseParser parser = new ResponseParser(HttpLimits.DEFAULT, sink);
        final ByteBuf in = direct(CHUNKED);

        assertAllocatesNothing(() -> {
            in.readerIndex(0);
            parser.expect(false);
            parser.feed(in);
        });

        assertThat(parser.isReusable()).isTrue();
        in.release();
    }

    @Test
    void aHeadIsWrittenWithoutAllocation() {
        final ByteBuf out = direct(" ".repeat(512));
        final ByteBuf value = Unpooled.wrappedBuffer("application/json".getBytes(US_ASCII));
        final byte[] target = "/v1/chat/completions".getBytes(US_ASCII);
        final byte[] name = "content-type".getBytes(US_ASCII);

        assertAllocatesNothing(() -> {
            out.clear();
            HeadWriter.requestLine(out, Method.POST, target);
            HeadWriter.statusLine(out, 200);
            HeadWriter.field(out, FieldName.HOST, target);
            HeadWriter.field(out, name, value, 0, value.readableBytes());
            HeadWriter.field(out, FieldName.CONTENT_LENGTH, 1234);
            HeadWriter.field(out, FieldName.SERVER, "sluice");
            HeadWriter.end(out);
            ChunkWriter.size(out, 1000);
            ChunkWriter.end(out);
            ChunkWriter.last(out);
        });

        assertThat(out.isReadable()).isTrue();
        out.release();
    }
}

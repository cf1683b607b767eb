package io.sluice.benchmarks.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.sluice.benchmarks.Measured;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.RequestParser;
import io.sluice.codec.http.RequestSink;
import io.sluice.codec.http.Violation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A request's head in one read, to where method, target, length, content type and credentials are known. */
@State(Scope.Thread)
public class RequestHeadBenchmark extends Measured {
    @Param({"sdk", "small"})
    private String head = "sdk";

    private final Buffers sdk = Heads.requests(false);
    private final Buffers small = Heads.requests(true);
    private Buffers heads = sdk;
    private final Sum sum = new Sum();
    private final RequestParser parser = new RequestParser(HttpLimits.DEFAULT, sum);
    private final NettyDecoders.Request decoder = new NettyDecoders.Request();

    @Setup
    public void choose() {
        heads = head.equals("small") ? small : sdk;
    }

    @TearDown
    public void release() {
        sdk.release();
        small.release();
    }

    @Benchmark
    public int sluice() {
        sum.value = 0;
        parser.feed(heads.next());
        return sum.value;
    }

    @Benchmark
    public int netty() throws Exception {
        final HttpRequest request = decoder.decode(heads.next());
        return request.method().name().length()
                + request.uri().length()
                + (int) HttpUtil.getContentLength(request, -1L)
                + request.headers().get(HttpHeaderNames.CONTENT_TYPE).length()
                + request.headers().get(HttpHeaderNames.AUTHORIZATION).length();
    }

    private static final class Sum implements RequestSink {
        private int value;

        @Override
        public void head(RequestHead head) {
            final int type = head.find(FieldName.CONTENT_TYPE);
            final int credentials = head.find(FieldName.AUTHORIZATION);
            value = head.methodLength()
                    + head.targetLength()
                    + (int) head.contentLength()
                    + head.valueLength(type)
                    + head.valueLength(credentials);
        }

        @Override
        public void body(ByteBuf in, int index, int length) {
            throw new IllegalStateException("the head has no body");
        }

        @Override
        public void end() {
            value++;
        }

        @Override
        public void violation(Violation rule, long atOffset) {
            throw new IllegalStateException(rule + " at " + atOffset);
        }
    }
}

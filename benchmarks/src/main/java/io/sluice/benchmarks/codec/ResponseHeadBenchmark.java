package io.sluice.benchmarks.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.sluice.benchmarks.Measured;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.ResponseHead;
import io.sluice.codec.http.ResponseParser;
import io.sluice.codec.http.ResponseSink;
import io.sluice.codec.http.Violation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A response's head in one read, to where status, length, content type and identifier are known. */
@State(Scope.Thread)
public class ResponseHeadBenchmark extends Measured {
    @Param({"sdk", "small"})
    private String head = "sdk";

    private final Buffers sdk = Heads.responses(false);
    private final Buffers small = Heads.responses(true);
    private Buffers heads = sdk;
    private final Sum sum = new Sum();
    private final ResponseParser parser = new ResponseParser(HttpLimits.DEFAULT, sum);
    private final NettyDecoders.Response decoder = new NettyDecoders.Response();

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
        parser.expect(false);
        parser.feed(heads.next());
        return sum.value;
    }

    @Benchmark
    public int netty() throws Exception {
        final HttpResponse response = decoder.decode(heads.next());
        return response.status().code()
                + (int) HttpUtil.getContentLength(response, -1L)
                + response.headers().get(HttpHeaderNames.CONTENT_TYPE).length()
                + response.headers().get("x-request-id").length();
    }

    private static final class Sum implements ResponseSink {
        private int value;

        @Override
        public void head(ResponseHead head) {
            final int type = head.find(FieldName.CONTENT_TYPE);
            final int identifier = head.find(FieldName.X_REQUEST_ID);
            value = head.status() + (int) head.contentLength() + head.valueLength(type) + head.valueLength(identifier);
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

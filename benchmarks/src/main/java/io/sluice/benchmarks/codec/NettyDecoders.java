package io.sluice.benchmarks.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Netty's decoders called directly: without a pipeline's cost, which is none of theirs. */
final class NettyDecoders {
    private NettyDecoders() {}

    /** With its settings as they come. */
    static final class Request extends HttpRequestDecoder {
        private final ChannelHandlerContext context = contextOf(this);
        private final List<Object> out = new ArrayList<>();

        HttpRequest decode(ByteBuf in) throws Exception {
            out.clear();
            while (in.isReadable()) {
                decode(context, in, out);
            }
            return (HttpRequest) checked(out.get(0));
        }
    }

    /** With its settings as they come. */
    static final class Response extends HttpResponseDecoder {
        private final ChannelHandlerContext context = contextOf(this);
        private final List<Object> out = new ArrayList<>();

        HttpResponse decode(ByteBuf in) throws Exception {
            out.clear();
            while (in.isReadable()) {
                decode(context, in, out);
            }
            return (HttpResponse) checked(out.get(0));
        }
    }

    /** Lines of at most 64 KiB. */
    static final class Lines extends LineBasedFrameDecoder {
        private final ChannelHandlerContext context = contextOf(this);

        Lines() {
            super(1 << 16);
        }

        /** The next line, a retained slice; null when there is none. */
        @Nullable
        ByteBuf decode(ByteBuf in) throws Exception {
            return (ByteBuf) decode(context, in);
        }
    }

    private static ChannelHandlerContext contextOf(ChannelHandler handler) {
        return new EmbeddedChannel(handler).pipeline().context(handler);
    }

    private static HttpObject checked(Object decoded) {
        final HttpObject object = (HttpObject) decoded;
        final DecoderResult result = object.decoderResult();
        if (!result.isSuccess()) {
            throw new IllegalStateException("not decoded", result.cause());
        }
        return object;
    }
}

package io.sluice.benchmarks.endtoend.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/** Prepares a client channel, and tells its connection when it is up. */
final class ClientSetup extends ChannelInitializer<Channel> {
    private final LoadConnection connection;
    private final @Nullable ClientHandshakes handshakes;
    private final LoadPlan plan;

    ClientSetup(LoadConnection connection, @Nullable ClientHandshakes handshakes, LoadPlan plan) {
        this.connection = connection;
        this.handshakes = handshakes;
        this.plan = plan;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (handshakes != null) {
            channel.pipeline().addLast(handshakes.newHandler(channel.alloc(), plan));
        }
        channel.pipeline().addLast(new Up(handshakes != null)).addLast(connection);
    }

    /** Waits for the connection, or for the handshake on it. */
    private final class Up extends ChannelInboundHandlerAdapter {
        private final boolean tls;

        Up(boolean tls) {
            this.tls = tls;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            if (!tls) {
                connection.connected(ctx.channel());
                ctx.pipeline().remove(this);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    connection.connected(ctx.channel());
                    ctx.pipeline().remove(this);
                } else {
                    connection.failedToConnect();
                }
            }
        }
    }
}

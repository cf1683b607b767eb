package io.sluice.server.admin;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.sluice.codec.http.HttpLimits;
import io.sluice.core.config.Admin;
import io.sluice.server.edge.ClientConnection;
import io.sluice.server.edge.EdgeSettings;
import io.sluice.server.loop.AcceptSockets;
import io.sluice.server.loop.LoopTransport;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The listening side of the admin plane. Life: from {@link #start} to {@link #close}. */
public final class AdminServer implements AutoCloseable {
    private static final EdgeSettings SETTINGS = new EdgeSettings(
            new HttpLimits(16 * 1024, 64, 64 * 1024),
            TimeUnit.SECONDS.toNanos(10),
            TimeUnit.SECONDS.toNanos(10),
            TimeUnit.SECONDS.toNanos(75),
            TimeUnit.SECONDS.toNanos(60));
    private static final int BACKLOG = 64;

    private final EventLoopGroup group;
    private final AcceptSockets sockets;

    private AdminServer(EventLoopGroup group, AcceptSockets sockets) {
        this.group = group;
        this.sockets = sockets;
    }

    /**
     * Starts; on return it answers.
     *
     * @throws IOException when the address can't be bound
     */
    public static AdminServer start(Admin config, AdminSources sources) throws IOException {
        final EventLoopGroup group = LoopTransport.NIO.newLoops(1);
        try {
            final EventLoop loop = LoopTransport.loopsOf(group).get(0);
            final TimerWheel wheel = TimerWheel.on(loop, NanoClock.SYSTEM);
            final AdminApi api = new AdminApi(sources);
            final AcceptSockets sockets = AcceptSockets.bind(
                    LoopTransport.NIO,
                    group,
                    new InetSocketAddress(config.host(), config.port()),
                    BACKLOG,
                    (channel, index) -> accepted(channel, wheel, api, config));
            return new AdminServer(group, sockets);
        } catch (IOException | RuntimeException failed) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw failed;
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return sockets.address();
    }

    @Override
    public void close() {
        sockets.close().awaitUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private static void accepted(Channel channel, TimerWheel wheel, AdminApi api, Admin config) {
        channel.pipeline()
                .addLast(new ClientConnection(
                        SETTINGS, wheel, NanoClock.SYSTEM, client -> new AdminExchange(client, api, config.token())));
    }
}

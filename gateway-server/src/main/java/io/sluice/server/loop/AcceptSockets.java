package io.sluice.server.loop;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.PromiseCombiner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * The accepting side of one address: a socket of its own for each loop where the kernel shares a port between them
 * ({@code SO_REUSEPORT}), else one socket that deals out to the loops. Recipe, cold; a connection never changes loops.
 */
public final class AcceptSockets {
    private final List<Channel> sockets;
    private final InetSocketAddress address;

    private AcceptSockets(List<Channel> sockets) {
        this.sockets = List.copyOf(sockets);
        this.address = (InetSocketAddress) sockets.get(0).localAddress();
    }

    /** Prepares a connection that has just been accepted. */
    @FunctionalInterface
    public interface ChildSetup {
        /**
         * Called on the connection's own loop, before its first read.
         *
         * @param loopIndex place of that loop in {@link LoopTransport#loopsOf}
         */
        void accepted(Channel channel, int loopIndex);
    }

    /**
     * Listens; waits for the sockets to be bound, so never called on a loop.
     *
     * @param group whose loops serve, counted as in {@link LoopTransport#loopsOf}
     * @param address port 0 lets the kernel choose one, the same for all sockets
     * @throws IOException when the address can't be bound, or another process listens on it
     */
    public static AcceptSockets bind(
            LoopTransport transport, EventLoopGroup group, InetSocketAddress address, int backlog, ChildSetup setup)
            throws IOException {
        final List<EventLoop> loops = LoopTransport.loopsOf(group);
        refuseTakenPort(address);
        final List<Channel> bound = new ArrayList<>(loops.size());
        try {
            if (transport.reusePort()) {
                InetSocketAddress shared = address;
                for (int i = 0; i < loops.size(); i++) {
                    final Initializer initializer = new Initializer(loops, i, setup);
                    final ServerBootstrap bootstrap = bootstrap(transport, loops.get(i), loops.get(i), backlog)
                            .option(UnixChannelOption.SO_REUSEPORT, true);
                    bound.add(bindOne(bootstrap, initializer, shared));
                    shared = (InetSocketAddress) bound.get(0).localAddress();
                }
            } else {
                final ServerBootstrap bootstrap = bootstrap(transport, loops.get(0), group, backlog);
                bound.add(bindOne(bootstrap, new Initializer(loops, -1, setup), address));
            }
        } catch (IOException | RuntimeException failed) {
            bound.forEach(Channel::close);
            throw failed;
        }
        return new AcceptSockets(bound);
    }

    /** What it listens on, with the real port. */
    public InetSocketAddress address() {
        return address;
    }

    /** Stops accepting; the connections already accepted live on. Any thread. */
    public Future<Void> close() {
        final EventLoop loop = sockets.get(0).eventLoop();
        final var closed = loop.<Void>newPromise();
        loop.execute(() -> {
            final PromiseCombiner all = new PromiseCombiner(loop);
            for (final Channel socket : sockets) {
                all.add(socket.close());
            }
            all.finish(closed);
        });
        return closed;
    }

    private static ServerBootstrap bootstrap(
            LoopTransport transport, EventLoop accepting, EventLoopGroup serving, int backlog) {
        return new ServerBootstrap()
                .group(accepting, serving)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, backlog)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, ReadTurn.allocator());
    }

    private static Channel bindOne(ServerBootstrap bootstrap, Initializer initializer, InetSocketAddress address)
            throws IOException {
        final ChannelFuture bound =
                bootstrap.childHandler(initializer).bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "can't listen on " + describe(address) + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return bound.channel();
    }

    /** A shared port would let a second gateway start unseen and take half of the connections: a plain socket notices. */
    private static void refuseTakenPort(InetSocketAddress address) throws IOException {
        if (address.getPort() == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address, 1);
        } catch (IOException taken) {
            throw new IOException("can't listen on " + describe(address) + ": " + taken.getMessage(), taken);
        }
    }

    private static String describe(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** Hands a new connection to its setup, with the number of the loop it is on. */
    private static final class Initializer extends ChannelInitializer<Channel> {
        private final List<EventLoop> loops;
        private final int fixedIndex;
        private final ChildSetup setup;

        Initializer(List<EventLoop> loops, int fixedIndex, ChildSetup setup) {
            this.loops = loops;
            this.fixedIndex = fixedIndex;
            this.setup = setup;
        }

        @Override
        protected void initChannel(Channel channel) {
            setup.accepted(channel, fixedIndex >= 0 ? fixedIndex : loops.indexOf(channel.eventLoop()));
        }
    }
}

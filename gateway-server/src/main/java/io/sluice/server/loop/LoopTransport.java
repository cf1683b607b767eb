package io.sluice.server.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the loops speak to the kernel: the transports there are, whether this machine has them, and their channel types. */
public enum LoopTransport {
    /** Linux, completion based. */
    IO_URING("io_uring", true) {
        @Override
        public @Nullable String unavailable() {
            return reason(IoUring.isAvailable() ? null : IoUring.unavailabilityCause());
        }

        @Override
        IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> serverChannel() {
            return IoUringServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> socketChannel() {
            return IoUringSocketChannel.class;
        }

        @Override
        public Class<? extends DatagramChannel> datagramChannel() {
            return IoUringDatagramChannel.class;
        }
    },
    /** Linux, readiness based: what {@code auto} prefers. */
    EPOLL("epoll", true) {
        @Override
        public @Nullable String unavailable() {
            return reason(Epoll.isAvailable() ? null : Epoll.unavailabilityCause());
        }

        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> serverChannel() {
            return EpollServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> socketChannel() {
            return EpollSocketChannel.class;
        }

        @Override
        public Class<? extends DatagramChannel> datagramChannel() {
            return EpollDatagramChannel.class;
        }
    },
    /** The JDK's own, everywhere. */
    NIO("nio", false) {
        @Override
        public @Nullable String unavailable() {
            return null;
        }

        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> serverChannel() {
            return NioServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> socketChannel() {
            return NioSocketChannel.class;
        }

        @Override
        public Class<? extends DatagramChannel> datagramChannel() {
            return NioDatagramChannel.class;
        }
    };

    private final String configName;
    private final boolean reusePort;

    LoopTransport(String configName, boolean reusePort) {
        this.configName = configName;
        this.reusePort = reusePort;
    }

    /**
     * The transport a configuration asks for.
     *
     * @param configured {@code auto}, {@code io_uring}, {@code epoll} or {@code nio}; {@code auto} takes epoll where it works and nio elsewhere
     * @throws IllegalArgumentException for another name
     * @throws IllegalStateException when this machine can't do it; the message says why
     */
    public static LoopTransport choose(String configured) {
        if (configured.equals("auto")) {
            return EPOLL.unavailable() == null ? EPOLL : NIO;
        }
        for (final LoopTransport transport : values()) {
            if (transport.configName.equals(configured)) {
                return transport.orThrow();
            }
        }
        throw new IllegalArgumentException("must be auto, io_uring, epoll or nio: transport=" + configured);
    }

    private LoopTransport orThrow() {
        final String reason = unavailable();
        if (reason != null) {
            throw new IllegalStateException("transport " + configName + " doesn't work here: " + reason);
        }
        return this;
    }

    /** The name the configuration and the ready line use. */
    public String configName() {
        return configName;
    }

    /** Whether each loop can have an accept socket of its own on one port. */
    public boolean reusePort() {
        return reusePort;
    }

    /** Why this machine can't do it; null when it can. */
    public abstract @Nullable String unavailable();

    abstract IoHandlerFactory handlers();

    /** Type of an accepting channel. */
    public abstract Class<? extends ServerSocketChannel> serverChannel();

    /** Type of a connecting channel. */
    public abstract Class<? extends SocketChannel> socketChannel();

    /** Type of a datagram channel, for name lookups. */
    public abstract Class<? extends DatagramChannel> datagramChannel();

    /**
     * Starts loops; gives: the caller shuts them down.
     *
     * @param loops how many; 0 is one per core
     */
    public EventLoopGroup newLoops(int loops) {
        final int count = loops == 0 ? Runtime.getRuntime().availableProcessors() : loops;
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("sluice-loop", true), handlers());
    }

    /** The loops of a group in its own order, which is how they are numbered everywhere. */
    public static List<EventLoop> loopsOf(EventLoopGroup group) {
        final List<EventLoop> loops = new ArrayList<>();
        for (final EventExecutor loop : group) {
            loops.add((EventLoop) loop);
        }
        return List.copyOf(loops);
    }

    private static @Nullable String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return null;
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        final String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}

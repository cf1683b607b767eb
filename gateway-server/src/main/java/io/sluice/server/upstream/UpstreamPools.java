package io.sluice.server.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.resolver.NameResolver;
import io.netty.resolver.NoopAddressResolverGroup;
import io.sluice.server.loop.LoopTransport;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.ReadTurn;
import io.sluice.server.loop.TimerWheel;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pools of one loop, one for each origin. Life: from construction to {@link #close}; only the loop touches it. */
public final class UpstreamPools {
    private static final int RECEIVE_BUFFER_BYTES = 256 * 1024;
    private static final String SHUTTING_DOWN = "the gateway is shutting down";

    private final EventLoop loop;
    private final TimerWheel wheel;
    private final NanoClock clock;
    private final NameResolver<InetAddress> names;
    private final PoolSettings settings;
    private final Bootstrap bootstrap;
    private final Map<Origin, OriginPool> pools = new HashMap<>();
    private boolean closing;

    /**
     * @param sockets makes a channel for each connection
     * @param wheel the loop's own
     * @param names taken: closed with the pools
     */
    public UpstreamPools(
            EventLoop loop,
            ChannelFactory<? extends Channel> sockets,
            TimerWheel wheel,
            NanoClock clock,
            NameResolver<InetAddress> names,
            PoolSettings settings) {
        this.loop = loop;
        this.wheel = wheel;
        this.clock = clock;
        this.names = names;
        this.settings = settings;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(sockets)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, ReadTurn.allocator())
                // Once its peer has closed, all that the kernel holds of a connection is read at once, wanted or not.
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                // A failed write must not throw away an answer that has arrived already.
                .option(ChannelOption.AUTO_CLOSE, false)
                // The wheel keeps the time: a timer of Netty's own would linger in the loop's queue.
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.writeHighBytes() / 2, settings.writeHighBytes()));
    }

    /** Pools that look names up by DNS and the hosts file. */
    public static UpstreamPools on(
            EventLoop loop, LoopTransport transport, TimerWheel wheel, NanoClock clock, PoolSettings settings) {
        return new UpstreamPools(
                loop,
                new ReflectiveChannelFactory<>(transport.socketChannel()),
                wheel,
                clock,
                NameLookup.on(loop, transport),
                settings);
    }

    /**
     * Finds a connection: an idle one at once, within this call; else a new one or the next that becomes free, whichever
     * is first, in the order of asking. Allocates nothing when one is idle.
     *
     * @return what takes the acquirer out of the line again
     */
    public Ticket acquire(Origin origin, long nowNs, Acquirer acquirer) {
        assert loop.inEventLoop();
        if (closing) {
            acquirer.failed(ConnectFailure.CLOSING, SHUTTING_DOWN);
            return Ticket.SERVED;
        }
        OriginPool pool = pools.get(origin);
        if (pool == null) {
            pool = new OriginPool(this, origin);
            pools.put(origin, pool);
        }
        return pool.acquire(nowNs, acquirer);
    }

    /** Keeps no connection to this origin any more, for one that is asked once. */
    public void forget(Origin origin) {
        assert loop.inEventLoop();
        final OriginPool pool = pools.get(origin);
        if (pool != null) {
            pool.retire();
        }
    }

    /** Closes what is idle of every origin not in {@code origins}, and what is busy of them when it comes back. */
    public void retain(Collection<Origin> origins) {
        assert loop.inEventLoop();
        for (final OriginPool pool : List.copyOf(pools.values())) {
            if (!origins.contains(pool.origin())) {
                pool.retire();
            }
        }
    }

    /** Fails who waits, closes what is idle; what is busy closes when it comes back. */
    public void close() {
        assert loop.inEventLoop();
        closing = true;
        for (final OriginPool pool : List.copyOf(pools.values())) {
            pool.retire();
            pool.failWaiting(ConnectFailure.CLOSING, SHUTTING_DOWN);
        }
        names.close();
    }

    /** Each pool as it is now. */
    public List<PoolStats> stats() {
        assert loop.inEventLoop();
        final List<PoolStats> stats = new ArrayList<>(pools.size());
        for (final OriginPool pool : pools.values()) {
            stats.add(pool.stats());
        }
        return stats;
    }

    /** A retired pool has nothing left. */
    void emptied(OriginPool pool) {
        pools.remove(pool.origin(), pool);
    }

    EventLoop loop() {
        return loop;
    }

    TimerWheel wheel() {
        return wheel;
    }

    long nowNs() {
        return clock.nanoTime();
    }

    NameResolver<InetAddress> names() {
        return names;
    }

    PoolSettings settings() {
        return settings;
    }

    Bootstrap newBootstrap() {
        return bootstrap.clone();
    }
}

package io.sluice.server.cost;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.resolver.DefaultNameResolver;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.route.RetryBudget;
import io.sluice.core.route.UpstreamListener;
import io.sluice.core.route.UpstreamRegistry;
import io.sluice.core.telemetry.LoopTelemetry;
import io.sluice.core.telemetry.SeriesNames;
import io.sluice.server.exchange.Exchanges;
import io.sluice.server.exchange.Gateway;
import io.sluice.server.exchange.LoopContext;
import io.sluice.server.exchange.SnapshotCompiler;
import io.sluice.server.ledger.Ledger;
import io.sluice.server.loop.EpochClock;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.ReadTurn;
import io.sluice.server.loop.TimerWheel;
import io.sluice.server.pins.ResponsePins;
import io.sluice.server.support.TestGateway;
import io.sluice.server.tls.ClientTlsRegistry;
import io.sluice.server.tls.TlsSetupException;
import io.sluice.server.upstream.PoolSettings;
import io.sluice.server.upstream.UpstreamPools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** All of the real gateway on one loop, put together as the server does it, on real sockets that count what they do. */
final class CountedGateway implements AutoCloseable {
    final Tally clients = new Tally();
    final Tally vendors = new Tally();
    final AtomicLong polls = new AtomicLong();
    final AtomicLong wakeUps = new AtomicLong();

    /** How often the loop's own timers were touched. */
    final AtomicLong alarms = new AtomicLong();

    private final KeepingAllocator allocator = new KeepingAllocator();
    private final EventLoopGroup group = CountingLoop.start(polls, wakeUps);
    private final EventLoop loop = (EventLoop) group.iterator().next();
    private final Ledger ledger;
    private final InetSocketAddress address;

    CountedGateway(Path folder, String hocon) {
        final GatewayConfig config = TestGateway.config(folder, hocon);
        try {
            ledger = Ledger.open(config.billing());
            final LoopContext context =
                    loop.submit(() -> context(config)).syncUninterruptibly().getNow();
            address = (InetSocketAddress) new ServerBootstrap()
                    .group(loop, loop)
                    .channelFactory(() -> new CountingSocket.Server(clients, allocator))
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.RECVBUF_ALLOCATOR, ReadTurn.allocator())
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            Exchanges.serve(channel, config, context);
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel()
                    .localAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return address.getPort();
    }

    private LoopContext context(GatewayConfig config) throws TlsSetupException {
        final long nowNs = NanoClock.SYSTEM.nanoTime();
        final Gateway gateway = new Gateway(
                new SnapshotCompiler(
                                new UpstreamRegistry(UpstreamListener.NONE),
                                new ClientTlsRegistry(),
                                new SeriesNames(),
                                new SeriesNames())
                        .compile(config, nowNs),
                ledger.ring(),
                new RetryBudget(config.retry().budget(), 10, nowNs),
                ResponsePins.inMemory(),
                EpochClock.SYSTEM.epochMs());
        final TimerWheel wheel = TimerWheel.with(NanoClock.SYSTEM, (delayNs, woken) -> {
            alarms.incrementAndGet();
            loop.schedule(woken::wake, delayNs, TimeUnit.NANOSECONDS);
        });
        final UpstreamPools pools = new UpstreamPools(
                loop,
                () -> new CountingSocket(vendors, allocator),
                wheel,
                NanoClock.SYSTEM,
                new DefaultNameResolver(loop),
                PoolSettings.DEFAULT);
        return new LoopContext(
                gateway,
                NanoClock.SYSTEM,
                EpochClock.SYSTEM,
                wheel,
                pools,
                allocator,
                new LoopTelemetry(),
                NanoClock.SYSTEM.nanoTime());
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        try {
            ledger.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

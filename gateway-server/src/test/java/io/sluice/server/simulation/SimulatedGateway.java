package io.sluice.server.simulation;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.Promise;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.route.RetryBudget;
import io.sluice.core.route.UpstreamListener;
import io.sluice.core.route.UpstreamRegistry;
import io.sluice.core.telemetry.LoopTelemetry;
import io.sluice.core.telemetry.SeriesNames;
import io.sluice.server.exchange.Exchanges;
import io.sluice.server.exchange.Gateway;
import io.sluice.server.exchange.LoopContext;
import io.sluice.server.exchange.Snapshot;
import io.sluice.server.exchange.SnapshotCompiler;
import io.sluice.server.ledger.LedgerCore;
import io.sluice.server.loop.TimerWheel;
import io.sluice.server.pins.ResponsePins;
import io.sluice.server.tls.ClientTlsRegistry;
import io.sluice.server.tls.TlsSetupException;
import io.sluice.server.upstream.PoolSettings;
import io.sluice.server.upstream.UpstreamPools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** One life of a gateway's process: all of the real code, put together as the server does it, on simulated loops. */
final class SimulatedGateway {
    private final World world;
    private final GatewayConfig config;
    private final UpstreamRegistry upstreams = new UpstreamRegistry(UpstreamListener.NONE);
    private final Snapshot snapshot;
    private final LedgerCore ledger;
    private final Gateway gateway;
    private final List<SimulatedLoop> loops = new ArrayList<>();
    private final List<LoopContext> contexts = new ArrayList<>();

    /**
     * @param left what the last life left of the ring; null in the first
     * @param slots of the ring from now on
     */
    SimulatedGateway(World world, Setting setting, @Nullable UnsafeBuffer left, UnsafeBuffer slots) throws IOException {
        this.world = world;
        this.config = setting.config();
        final long nowNs = world.schedule().nanoTime();
        this.snapshot = compile(nowNs);
        this.ledger = LedgerCore.open(
                world.disk(),
                left,
                () -> slots,
                config.billing().journal(),
                world.schedule().epochMs());
        this.gateway = new Gateway(
                snapshot,
                ledger.ring(),
                new RetryBudget(config.retry().budget(), 10, nowNs),
                ResponsePins.inMemory(),
                world.schedule().epochMs());
        for (int i = 0; i < setting.loops(); i++) {
            final SimulatedLoop loop = new SimulatedLoop();
            loops.add(loop);
            contexts.add(context(loop));
        }
    }

    private Snapshot compile(long nowNs) {
        try {
            return new SnapshotCompiler(upstreams, new ClientTlsRegistry(), new SeriesNames(), new SeriesNames())
                    .compile(config, nowNs);
        } catch (TlsSetupException e) {
            throw new IllegalStateException(e);
        }
    }

    private LoopContext context(SimulatedLoop loop) {
        final TimerWheel wheel = TimerWheel.with(world.schedule(), new Alarm());
        final UpstreamPools pools = new UpstreamPools(
                loop,
                () -> new SimulatedSocket(world, world.newLink(), null),
                wheel,
                world.schedule(),
                new NoNames(loop),
                PoolSettings.DEFAULT);
        return new LoopContext(
                gateway,
                world.schedule(),
                world.schedule(),
                wheel,
                pools,
                world.allocator(),
                new LoopTelemetry(),
                world.choices().seed());
    }

    /** A client's connection is accepted by one of the loops. */
    void accept(SimulatedSocket socket) {
        final int index = world.choices().below(loops.size());
        socket.pipeline().addLast(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                Exchanges.serve(channel, config, contexts.get(index));
            }
        });
        loops.get(index).register(socket);
    }

    boolean hasTasks() {
        return loops.stream().anyMatch(SimulatedLoop::hasTasks);
    }

    void runTasks() {
        while (hasTasks()) {
            loops.forEach(SimulatedLoop::runTasks);
        }
    }

    Gateway gateway() {
        return gateway;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    GatewayConfig config() {
        return config;
    }

    LedgerCore ledger() {
        return ledger;
    }

    UpstreamRegistry upstreams() {
        return upstreams;
    }

    List<LoopContext> contexts() {
        return contexts;
    }

    /** Wakes a wheel as an event of the world's. */
    private final class Alarm implements TimerWheel.Alarm {
        private final int life = world.life();
        private Schedule.@Nullable Event pending;

        @Override
        public void wakeIn(long delayNs, TimerWheel wheel) {
            world.schedule().cancel(pending);
            pending = world.schedule().in(delayNs, () -> {
                if (life == world.life()) {
                    wheel.wake();
                }
            });
        }
    }

    /** Every origin is an address. */
    private static final class NoNames extends InetNameResolver {
        NoNames(SimulatedLoop loop) {
            super(loop);
        }

        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) {
            promise.setFailure(new UnknownHostException(name));
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
            promise.setFailure(new UnknownHostException(name));
        }
    }
}

package io.sluice.server.boot;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.config.Listen;
import io.sluice.core.config.TlsFiles;
import io.sluice.core.route.RetryBudget;
import io.sluice.core.route.UpstreamRegistry;
import io.sluice.core.telemetry.LoopTelemetry;
import io.sluice.core.telemetry.SeriesNames;
import io.sluice.core.telemetry.Telemetry;
import io.sluice.server.exchange.Exchanges;
import io.sluice.server.exchange.Gateway;
import io.sluice.server.exchange.LoopContext;
import io.sluice.server.exchange.Snapshot;
import io.sluice.server.exchange.SnapshotCompiler;
import io.sluice.server.ledger.Ledger;
import io.sluice.server.loop.AcceptSockets;
import io.sluice.server.loop.EpochClock;
import io.sluice.server.loop.LoopTransport;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import io.sluice.server.pins.ResponsePins;
import io.sluice.server.tls.ClientTlsRegistry;
import io.sluice.server.tls.ServerTls;
import io.sluice.server.tls.TlsSetupException;
import io.sluice.server.upstream.PoolSettings;
import io.sluice.server.upstream.UpstreamPools;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: loops, listening sockets, ledger, and the configuration in force. Life: from {@link #start} to {@link
 * #close}; its methods are for the threads of operators, never for a loop.
 */
public final class GatewayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

    /** Retries that a quiet gateway may make in ten seconds without requests to earn them. */
    private static final int MIN_RETRIES = 10;

    private static final long DRAIN_POLL_MS = 5;

    /** Connections beyond the limit that are still told how the gateway is, or to come back later, before they are closed. */
    private static final int MAX_SURPLUS = 64;

    /** A burst may bring a new connection for each of its requests: the line is as long as limits on clients let it be. */
    private static final PoolSettings POOLS = new PoolSettings(
            65_536,
            PoolSettings.DEFAULT.idleMaxAgeNs(),
            PoolSettings.DEFAULT.lifetimeNs(),
            PoolSettings.DEFAULT.writeHighBytes(),
            PoolSettings.DEFAULT.responseLimits());

    private final LoopTransport transport;
    private final EventLoopGroup group;
    private final Ledger ledger;
    private final ResponsePins pins;
    private final SnapshotCompiler compiler;
    private final UpstreamRegistry upstreams;
    private final ClientTlsRegistry trusts;
    private final SeriesNames models;
    private final SeriesNames channels;
    private final Gateway gateway;
    private final List<LoopContext> loops;
    private final Telemetry telemetry;
    private final @Nullable ServerTls tls;
    private final AcceptSockets sockets;
    private final AtomicInteger connections = new AtomicInteger();
    private final int descriptorsForClients = Descriptors.clients(Descriptors.granted());
    private boolean closed;

    private GatewayServer(GatewayConfig config, UpstreamRegistry upstreams) throws IOException, TlsSetupException {
        this.upstreams = upstreams;
        this.trusts = new ClientTlsRegistry();
        this.models = new SeriesNames();
        this.channels = new SeriesNames();
        this.compiler = new SnapshotCompiler(upstreams, trusts, models, channels);
        final long nowNs = NanoClock.SYSTEM.nanoTime();
        final Snapshot snapshot = compiler.compile(config, nowNs);
        final TlsFiles files = config.listen().tls();
        this.tls = files == null ? null : ServerTls.load(files.certificate(), files.privateKey());
        if (maxConnections(config) < config.limits().maxConnections()) {
            LOG.warn(
                    "limits.max-connections is {}, but the process may open {} files: {} clients may connect; raise it"
                            + " with ulimit -n",
                    config.limits().maxConnections(),
                    Descriptors.granted(),
                    maxConnections(config));
        }
        this.transport = LoopTransport.choose(config.transport().configName());
        this.ledger = Ledger.open(config.billing());
        try {
            this.pins = ResponsePins.open(
                    config.dataDir().resolve("responses.pins"),
                    EpochClock.SYSTEM.epochMs(),
                    problem -> LOG.error("{}", problem));
        } catch (IOException unusable) {
            ledger.close();
            throw unusable;
        }
        this.gateway =
                new Gateway(snapshot, ledger.ring(), retryBudget(config, nowNs), pins, EpochClock.SYSTEM.epochMs());
        this.group = transport.newLoops(config.eventLoops());
        this.loops = new ArrayList<>();
        final List<LoopTelemetry> counted = new ArrayList<>();
        try {
            final SecureRandom seeds = new SecureRandom();
            for (final EventLoop loop : LoopTransport.loopsOf(group)) {
                final LoopTelemetry counters = new LoopTelemetry();
                counted.add(counters);
                loops.add(onLoop(loop, () -> context(loop, counters, seeds.nextLong())));
            }
            this.telemetry = new Telemetry(counted);
            this.sockets = listen(config);
        } catch (IOException | RuntimeException failed) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            pins.close();
            ledger.close();
            throw failed;
        }
    }

    /**
     * Starts; on return the gateway serves.
     *
     * @param upstreams keeps breakers and health, and hears of their changes
     * @throws IOException when the address can't be bound or the ledger can't be opened; the message says which and why
     */
    public static GatewayServer start(GatewayConfig config, UpstreamRegistry upstreams)
            throws IOException, TlsSetupException {
        return new GatewayServer(config, upstreams);
    }

    /** Where clients connect, with the real port. */
    public InetSocketAddress address() {
        return sockets.address();
    }

    /** The transport's name. */
    public String transport() {
        return transport.configName();
    }

    public Gateway gateway() {
        return gateway;
    }

    public Ledger ledger() {
        return ledger;
    }

    public UpstreamRegistry upstreams() {
        return upstreams;
    }

    public List<LoopContext> loops() {
        return List.copyOf(loops);
    }

    /** What the loops have counted. */
    public Telemetry telemetry() {
        return telemetry;
    }

    /** Names by the numbers in the telemetry. */
    public SeriesNames modelNames() {
        return models;
    }

    /** Names by the numbers in the telemetry. */
    public SeriesNames channelNames() {
        return channels;
    }

    /** Client connections that are open. */
    public int connections() {
        return connections.get();
    }

    /**
     * Puts a new configuration in force, for the requests to come: all of it, or, when this throws, nothing. Listening
     * address, transport, loops, data directory and billing stay as they were until a restart.
     */
    public synchronized void reload(GatewayConfig config) throws TlsSetupException {
        final long nowNs = NanoClock.SYSTEM.nanoTime();
        final GatewayConfig before = gateway.snapshot().config();
        final Snapshot next = compiler.compile(config, nowNs);
        final RetryBudget budget =
                before.retry().budget() == config.retry().budget() ? gateway.retryBudget() : retryBudget(config, nowNs);
        gateway.replace(next, budget);
        final List<EventLoop> eventLoops = LoopTransport.loopsOf(group);
        for (int i = 0; i < loops.size(); i++) {
            final UpstreamPools pools = loops.get(i).pools();
            eventLoops.get(i).execute(() -> pools.retain(next.origins()));
        }
    }

    /** Reads certificates and trust files again; connections that are open keep what they began with. */
    public synchronized void reloadCertificates() {
        trusts.reloadChanged(fault -> LOG.error("a trust file can't be used, the old one stays in force: {}", fault));
        final ServerTls listening = tls;
        if (listening != null) {
            try {
                if (listening.reloadIfChanged()) {
                    LOG.info("the certificate was replaced; it is good until {}", listening.notAfter());
                }
            } catch (TlsSetupException unusable) {
                LOG.error("the new certificate can't be used, the old one stays in force: {}", unusable.getMessage());
            }
        }
    }

    /**
     * Stops in order: takes no new work, lets what is in flight end for as long as the drain time says, ends the rest with an
     * answer or an error each client can read, and closes the books.
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        gateway.drain();
        sockets.close().awaitUninterruptibly();
        final long drainNs = gateway.snapshot().config().clientTimeouts().drainNs();
        if (!awaitIdle(System.nanoTime() + drainNs)) {
            LOG.warn("the drain time is over; ending {} requests", inFlight());
            forEachLoop(LoopContext::shutDownExchanges);
            awaitIdle(System.nanoTime() + TimeUnit.SECONDS.toNanos(2));
        }
        forEachLoop(loop -> loop.pools().close());
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        pins.close();
        ledger.close();
    }

    /** Requests without an end yet. */
    public long inFlight() {
        return telemetry.inFlight();
    }

    private boolean awaitIdle(long deadlineNs) {
        while (inFlight() > 0) {
            if (System.nanoTime() >= deadlineNs) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(DRAIN_POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forEachLoop(java.util.function.Consumer<LoopContext> task) {
        final List<EventLoop> eventLoops = LoopTransport.loopsOf(group);
        for (int i = 0; i < loops.size(); i++) {
            final LoopContext loop = loops.get(i);
            eventLoops.get(i).submit(() -> task.accept(loop)).awaitUninterruptibly();
        }
    }

    private LoopContext context(EventLoop loop, LoopTelemetry counters, long seed) {
        final TimerWheel wheel = TimerWheel.on(loop, NanoClock.SYSTEM);
        final UpstreamPools pools = UpstreamPools.on(loop, transport, wheel, NanoClock.SYSTEM, POOLS);
        return new LoopContext(
                gateway,
                NanoClock.SYSTEM,
                EpochClock.SYSTEM,
                wheel,
                pools,
                io.netty.buffer.ByteBufAllocator.DEFAULT,
                counters,
                seed);
    }

    private AcceptSockets listen(GatewayConfig config) throws IOException {
        final Listen listen = config.listen();
        return AcceptSockets.bind(
                transport,
                group,
                new InetSocketAddress(listen.host(), listen.port()),
                listen.backlog(),
                this::accepted);
    }

    private void accepted(Channel channel, int loopIndex) {
        final GatewayConfig config = gateway.snapshot().config();
        final int surplus = connections.incrementAndGet() - maxConnections(config);
        channel.closeFuture().addListener(closing -> connections.decrementAndGet());
        if (surplus > MAX_SURPLUS) {
            channel.close();
            return;
        }
        final ServerTls listening = tls;
        if (listening != null) {
            channel.pipeline()
                    .addLast(listening.newHandler(
                            channel.alloc(), config.clientTimeouts().headNs()));
        }
        if (surplus > 0) {
            Exchanges.serveSurplus(channel, config, loops.get(loopIndex));
        } else {
            Exchanges.serve(channel, config, loops.get(loopIndex));
        }
    }

    private int maxConnections(GatewayConfig config) {
        return Math.min(config.limits().maxConnections(), descriptorsForClients);
    }

    private static RetryBudget retryBudget(GatewayConfig config, long nowNs) {
        return new RetryBudget(config.retry().budget(), MIN_RETRIES, nowNs);
    }

    private static <T> T onLoop(EventLoop loop, java.util.concurrent.Callable<T> task) {
        return loop.submit(task).syncUninterruptibly().getNow();
    }
}

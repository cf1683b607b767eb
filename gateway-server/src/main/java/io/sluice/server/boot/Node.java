package io.sluice.server.boot;

import io.sluice.core.config.Admin;
import io.sluice.core.config.ConfigDiff;
import io.sluice.core.config.ConfigFault;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.config.LoadResult;
import io.sluice.core.route.UpstreamRegistry;
import io.sluice.core.telemetry.SeriesNames;
import io.sluice.core.telemetry.Telemetry;
import io.sluice.server.admin.AdminServer;
import io.sluice.server.admin.AdminSources;
import io.sluice.server.exchange.Exchanges;
import io.sluice.server.ledger.Ledger;
import io.sluice.server.tls.TlsSetupException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway with its admin plane, following its configuration file. Life: from {@link #start} to {@link #close}; for the
 * threads of operators, never for a loop.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final GatewayServer gateway;
    private final AdminServer admin;
    private final Supplier<LoadResult> reader;
    private final @Nullable FileWatch watch;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Node(GatewayServer gateway, GatewayConfig config, Supplier<LoadResult> reader, @Nullable Path file)
            throws IOException {
        this.gateway = gateway;
        this.reader = reader;
        this.admin = AdminServer.start(config.admin(), new Sources());
        this.watch = file == null ? null : FileWatch.start(file, this::reload, gateway::reloadCertificates);
    }

    /**
     * Starts; on return both planes serve, and the ready line is logged.
     *
     * @param reader loads the configuration again
     * @param file is watched for changes; null for none
     */
    public static Node start(GatewayConfig config, Supplier<LoadResult> reader, @Nullable Path file)
            throws IOException, TlsSetupException {
        final GatewayServer gateway = GatewayServer.start(config, new UpstreamRegistry(new BreakerLog()));
        try {
            final Node node = new Node(gateway, config, reader, file);
            node.logReady(config);
            return node;
        } catch (IOException | RuntimeException failed) {
            gateway.close();
            throw failed;
        }
    }

    public GatewayServer gateway() {
        return gateway;
    }

    public AdminServer admin() {
        return admin;
    }

    /**
     * Reads the configuration again and puts it in force, all of it or nothing.
     *
     * @return the faults that kept the old one in force; empty when the new one is
     */
    public synchronized List<ConfigFault> reload() {
        return switch (reader.get()) {
            case LoadResult.Rejected(var faults) -> {
                faults.forEach(fault -> LOG.error("configuration not reloaded: {}", fault));
                yield faults;
            }
            case LoadResult.Loaded(var config, var warnings) -> {
                warnings.forEach(warning -> LOG.warn("{}", warning));
                yield apply(config);
            }
        };
    }

    private List<ConfigFault> apply(GatewayConfig config) {
        final GatewayConfig running = gateway.gateway().snapshot().config();
        if (config.equals(running)) {
            return List.of();
        }
        final List<String> late = ConfigDiff.needsRestart(running, config);
        if (!late.isEmpty()) {
            LOG.warn("these settings take effect at the next start only: {}", late);
        }
        try {
            gateway.reload(config);
            LOG.info("configuration reloaded");
            return List.of();
        } catch (TlsSetupException unusable) {
            LOG.error("configuration not reloaded: {}", unusable.getMessage());
            return List.of(new ConfigFault("", 0, "channels", String.valueOf(unusable.getMessage())));
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        LOG.info("draining");
        final FileWatch watching = watch;
        if (watching != null) {
            watching.close();
        }
        gateway.close();
        admin.close();
        LOG.info("stopped");
    }

    private void logReady(GatewayConfig config) {
        final String scheme = config.listen().tls() == null ? "http" : "https";
        LOG.info(
                "ready: data {}://{} admin http://{} transport={} loops={}",
                scheme,
                authority(config.listen().host(), gateway.address()),
                authority(adminHost(config.admin()), admin.address()),
                gateway.transport(),
                gateway.loops().size());
    }

    private static String adminHost(Admin admin) {
        return admin.host();
    }

    private static String authority(String host, InetSocketAddress bound) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + bound.getPort();
    }

    /** What the admin plane sees of this node. */
    private final class Sources implements AdminSources {
        @Override
        public GatewayConfig config() {
            return gateway.gateway().snapshot().config();
        }

        @Override
        public Telemetry telemetry() {
            return gateway.telemetry();
        }

        @Override
        public SeriesNames modelNames() {
            return gateway.modelNames();
        }

        @Override
        public SeriesNames channelNames() {
            return gateway.channelNames();
        }

        @Override
        public UpstreamRegistry upstreams() {
            return gateway.upstreams();
        }

        @Override
        public Ledger ledger() {
            return gateway.ledger();
        }

        @Override
        public int connections() {
            return gateway.connections();
        }

        @Override
        public boolean isDraining() {
            return gateway.gateway().isDraining();
        }

        @Override
        public long heldBytes() {
            return gateway.gateway().capacity().memory().heldBytes();
        }

        @Override
        public long maxHeldBytes() {
            return gateway.gateway().capacity().memory().maxBytes();
        }

        @Override
        public long maxInFlight() {
            return gateway.gateway().capacity().maxInFlight();
        }

        @Override
        public Map<String, Long> shed() {
            return gateway.gateway().capacity().shed();
        }

        @Override
        public List<String> faultNames() {
            return Exchanges.faultNames();
        }

        @Override
        public List<ConfigFault> reload() {
            return Node.this.reload();
        }
    }
}

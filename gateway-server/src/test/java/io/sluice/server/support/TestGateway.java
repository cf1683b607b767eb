package io.sluice.server.support;

import io.sluice.core.billing.BillingRecord;
import io.sluice.core.config.ConfigLoader;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.config.LoadResult;
import io.sluice.core.route.UpstreamListener;
import io.sluice.core.route.UpstreamRegistry;
import io.sluice.server.boot.GatewayServer;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.ledger.JournalReader;
import io.sluice.server.tls.TlsSetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A real gateway on a free port, configured by HOCON text, with its data in a folder of the test's. */
public final class TestGateway implements AutoCloseable {
    /** The key that {@link #key()} puts into the configuration. */
    public static final String KEY = "sk-sluice-test-key";

    private static final long PATIENCE_MS = 30_000;
    private static final long POLL_NS = 1_000_000;

    private final GatewayServer server;
    private final Path dataDir;

    private TestGateway(GatewayServer server, Path dataDir) {
        this.server = server;
        this.dataDir = dataDir;
    }

    /**
     * Starts a gateway.
     *
     * @param dataDir where it keeps its books
     * @param hocon what stands inside {@code sluice { }}
     */
    public static TestGateway start(Path dataDir, String hocon) {
        try {
            return new TestGateway(
                    GatewayServer.start(config(dataDir, hocon), new UpstreamRegistry(UpstreamListener.NONE)), dataDir);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TlsSetupException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The configuration that {@link #start} runs on. */
    public static GatewayConfig config(Path dataDir, String hocon) {
        final String text =
                "sluice {\n listen { host = \"127.0.0.1\", port = 0 }\n admin { port = 0 }\n event-loops = 2\n"
                        + " data-dir = \"" + dataDir + "\"\n billing.ring-size = 4096\n" + hocon + "\n}";
        return switch (ConfigLoader.parse("test.conf", text, Map.of(), Map.of())) {
            case LoadResult.Loaded(var config, var warnings) -> config;
            case LoadResult.Rejected(var faults) -> throw new IllegalArgumentException(faults.toString());
        };
    }

    /** HOCON of one key that may do everything. */
    public static String key() {
        return key("test", KEY, "");
    }

    /** HOCON of one key; {@code more} are further members of its entry. */
    public static String key(String id, String secret, String more) {
        return "keys += { id = \"" + id + "\", sha256 = \"" + sha256(secret) + "\", app = app-" + id
                + ", models = [\"*\"], endpoints = [\"*\"]\n" + more + " }\n";
    }

    /** HOCON of a channel to a simulated vendor; {@code more} are further members. */
    public static String channel(String name, String dialect, SimulatedVendor vendor, String more) {
        return "channels." + name + " { dialect = " + dialect + ", base-url = \"" + vendor.baseUrl()
                + "\", credential = \"sim-key\"\n" + more + " }\n";
    }

    /** HOCON of models that are all served by one channel under their own names. */
    public static String models(String channel, String... names) {
        final StringBuilder hocon = new StringBuilder();
        for (final String name : names) {
            hocon.append("models.\"")
                    .append(name)
                    .append("\" { routes = [ { channel = ")
                    .append(channel)
                    .append(" } ] }\n");
        }
        return hocon.toString();
    }

    /** Where clients connect. */
    public int port() {
        return server.address().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public GatewayServer server() {
        return server;
    }

    /** A raw connection to it. */
    public RawClient connect() {
        return RawClient.connect(port());
    }

    /** Waits until nothing is in flight, then reads all records. */
    public List<BillingRecord> records() {
        await(() -> server.inFlight() == 0);
        return readRecords(dataDir);
    }

    /** Reads all records of a gateway's folder, whether or not the gateway runs. */
    public static List<BillingRecord> readRecords(Path dataDir) {
        final List<BillingRecord> records = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(dataDir.resolve("journal"))) {
            for (BillingRecord record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    /** Waits for a condition that something else brings about, and fails when it doesn't. */
    public static void await(BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("waited " + PATIENCE_MS + " ms in vain");
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    public static String sha256(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first record whose request was for that model, or null. */
    public static @Nullable BillingRecord recordOf(List<BillingRecord> records, String model) {
        return records.stream()
                .filter(record -> record.model().equals(model))
                .findFirst()
                .orElse(null);
    }
}

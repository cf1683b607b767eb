package io.sluice.core.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the whole of {@code sluice { … }}. */
final class GatewayReader {
    private static final long DEFAULT_DRAIN_NS = Units.durationNs("10s");
    private static final String WAIT = "24h";

    private final Section sluice;
    private final Problems problems;

    GatewayReader(Section sluice) {
        this.sluice = sluice;
        this.problems = sluice.problems();
    }

    GatewayConfig read() {
        final Section timeouts = sluice.section("timeouts");
        final UpstreamTimeouts upstreamTimeouts = Blocks.upstreamTimeouts(timeouts, true);
        final ClientTimeouts clientTimeouts = clientTimeouts(timeouts);
        timeouts.close();
        final Section breakerSection = sluice.section("breaker");
        final BreakerConfig breaker = Blocks.breaker(breakerSection);
        Blocks.checkBreaker(breakerSection, breaker);
        final Section defaults = sluice.section("defaults");
        final KeyReader keyReader = new KeyReader(sluice);
        final GatewayConfig config = new GatewayConfig(
                listen(sluice.section("listen")),
                admin(sluice.section("admin")),
                sluice.read("transport", Transport.AUTO, Meanings.choice(Transport.values(), Transport::configName)),
                sluice.read("event-loops", 0L, Meanings.whole(0, 1024)).intValue(),
                sluice.read("data-dir", Path.of("data"), value -> FileTexts.path(Meanings.text(value))),
                limits(sluice.section("limits")),
                clientTimeouts,
                upstreamTimeouts,
                auth(sluice.section("auth")),
                new ChannelReader(sluice, defaults.section("channel"), breaker, upstreamTimeouts).readAll(),
                new ModelReader(sluice, defaults.section("model"), defaults.section("route")).readAll(),
                keyReader.readApps(defaults.section("app")),
                keyReader.readKeys(defaults.section("key")),
                routing(sluice.section("routing")),
                breaker,
                retry(sluice.section("retry")),
                billing(sluice.section("billing")),
                log(sluice.section("log")));
        defaults.close();
        sluice.close();
        return config;
    }

    private Listen listen(Section listen) {
        final Listen read = new Listen(
                listen.read("host", "127.0.0.1", Meanings.text(Texts::host)),
                listen.read("port", 0L, Meanings.whole(0, 65535)).intValue(),
                listen.read("backlog", 1L, Meanings.whole(1, 1_000_000)).intValue(),
                tlsFiles(listen.section("tls")));
        listen.close();
        return read;
    }

    private @Nullable TlsFiles tlsFiles(Section tls) {
        final Section.Meaning<Path> file = value -> FileTexts.readableFile(Meanings.text(value));
        final Path certificate = tls.readOrNull("certificate", file);
        final Path privateKey = tls.readOrNull("private-key", file);
        final boolean hasCertificate = tls.has("certificate");
        if (hasCertificate != tls.has("private-key")) {
            problems.fault(
                    tls.key(hasCertificate ? "certificate" : "private-key"),
                    "must be set together with " + (hasCertificate ? "private-key" : "certificate"));
        }
        tls.close();
        return certificate == null || privateKey == null ? null : new TlsFiles(certificate, privateKey);
    }

    private Admin admin(Section admin) {
        final Secret token = admin.readOrNull("token", Secrets::credential);
        final Admin read = new Admin(
                admin.read("host", "127.0.0.1", Meanings.text(Texts::host)),
                admin.read("port", 0L, Meanings.whole(0, 65535)).intValue(),
                token == null || token.isEmpty() ? null : token);
        admin.close();
        return read;
    }

    private Limits limits(Section limits) {
        final Limits read = new Limits(
                limits.read("max-head", 1L, Meanings.sizeBytes("1 KiB", "1 MiB"))
                        .intValue(),
                limits.read("max-headers", 1L, Meanings.whole(1, 65536)).intValue(),
                limits.read("max-body", 1L, Meanings.sizeBytes("1 KiB", "64 GiB")),
                limits.read("max-connections", 1L, Meanings.whole(1, 10_000_000))
                        .intValue(),
                limits.read("max-buffered-per-stream", 1L, Meanings.sizeBytes("16 KiB", "1 GiB"))
                        .intValue(),
                limits.read("max-in-flight", 0L, Meanings.whole(0, 10_000_000)).intValue(),
                limits.read("max-memory", 0L, Meanings.sizeBytes("0 B", "64 TiB")));
        if (read.maxMemoryBytes() > 0 && read.maxMemoryBytes() < read.maxBodyBytes()) {
            problems.fault(
                    limits.key("max-memory"),
                    "must be 0 B or at least max-body, else a request that large could never be taken");
        }
        limits.close();
        return read;
    }

    private ClientTimeouts clientTimeouts(Section timeouts) {
        return new ClientTimeouts(
                timeouts.read("head", 1L, Meanings.durationNs("1ms", "1h")),
                timeouts.read("body-idle", 1L, Meanings.durationNs("1ms", "1h")),
                timeouts.read("keep-alive", 1L, Meanings.durationNs("1ms", WAIT)),
                timeouts.read("write-idle", 1L, Meanings.durationNs("1ms", WAIT)),
                timeouts.read("drain", 0L, Meanings.durationNs("0s", WAIT)));
    }

    private AuthMode auth(Section auth) {
        final AuthMode mode =
                auth.read("mode", AuthMode.KEYS, Meanings.choice(AuthMode.values(), AuthMode::configName));
        auth.close();
        return mode;
    }

    private Routing routing(Section routing) {
        final Section health = routing.section("health");
        final Routing read = new Routing(
                routing.read(
                        "selection", Selection.WEIGHTED, Meanings.choice(Selection.values(), Selection::configName)),
                health.read("floor", 0.0, Meanings.share(true)),
                health.read("half-life", 1L, Meanings.durationNs("1ms", WAIT)));
        health.close();
        routing.close();
        return read;
    }

    private RetryConfig retry(Section retry) {
        final Section backoff = retry.section("backoff");
        final RetryConfig read = new RetryConfig(
                retry.read("max-attempts", 1L, Meanings.whole(1, 100)).intValue(),
                backoff.read("first", 0L, Meanings.durationNs("0s", "1h")),
                backoff.read("max", Long.MAX_VALUE, Meanings.durationNs("0s", "1h")),
                backoff.read("jitter", 0.0, Meanings.share(true)),
                retry.read("budget", 0.0, Meanings.share(true)));
        if (read.backoffMaxNs() < read.backoffFirstNs()) {
            problems.fault(
                    backoff.key("max"),
                    "must not be shorter than first = " + Units.duration(read.backoffFirstNs()) + ", is "
                            + Units.duration(read.backoffMaxNs()));
        }
        backoff.close();
        retry.close();
        return read;
    }

    private BillingConfig billing(Section billing) {
        final int ringSize =
                billing.read("ring-size", 64L, Meanings.whole(64, 4_194_304)).intValue();
        if (Integer.bitCount(ringSize) != 1) {
            problems.fault(billing.key("ring-size"), "must be a power of two, is " + ringSize);
        }
        final Section journal = billing.section("journal");
        final JournalConfig readJournal = new JournalConfig(
                journal.read("dir", Path.of("journal"), value -> FileTexts.path(Meanings.text(value))),
                journal.read("segment", 1L, Meanings.sizeBytes("64 KiB", "16 GiB")),
                journal.read("sync", 0L, Meanings.durationNs("0s", "10s")),
                journal.read("retain", 1L, Meanings.durationNs("1m", "36500d")));
        journal.close();
        final Drain drain = billing.isObject("on-disconnect") ? drain(billing) : onDisconnect(billing);
        final BillingConfig read = new BillingConfig(
                ringSize,
                billing.read("when-full", WhenFull.WAIT, Meanings.choice(WhenFull.values(), WhenFull::configName)),
                drain.mode(),
                drain.upToNs(),
                readJournal);
        billing.close();
        return read;
    }

    private record Drain(OnDisconnect mode, long upToNs) {}

    private Drain onDisconnect(Section billing) {
        final OnDisconnect mode = billing.read(
                "on-disconnect", OnDisconnect.CANCEL, Meanings.choice(OnDisconnect.values(), OnDisconnect::configName));
        return new Drain(mode, DEFAULT_DRAIN_NS);
    }

    private Drain drain(Section billing) {
        final Section outer = billing.section("on-disconnect");
        final Section drain = outer.section("drain");
        final Long upToNs = drain.readOrNull("up-to", Meanings.durationNs("1ms", "1h"));
        drain.close();
        outer.close();
        return new Drain(OnDisconnect.DRAIN, upToNs == null ? DEFAULT_DRAIN_NS : upToNs);
    }

    private LogConfig log(Section log) {
        final LogConfig read = new LogConfig(
                log.read("format", LogFormat.TEXT, Meanings.choice(LogFormat.values(), LogFormat::configName)),
                log.read("level", LogLevel.INFO, Meanings.choice(LogLevel.values(), LogLevel::configName)),
                log.read(
                        "requests",
                        LogRequests.FAILURES,
                        Meanings.choice(LogRequests.values(), LogRequests::configName)));
        log.close();
        return read;
    }
}

package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.machine.MachineFacts;
import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as it is shipped, started by its own launcher, with everything on: keys, limits on every level, prices, health
 * and breakers, billing with its journal, metrics.
 */
final class Sluice implements Peer {
    /** Bearer token of the admin plane. */
    static final String ADMIN_TOKEN = "bench-admin";

    private static final String KEY = "sk-sluice-bench-0123456789abcdef0123456789";
    private static final int OTHER_KEYS = 1000;
    private static final String UNLIMITED =
            "requests-per-minute = 1000000000, tokens-per-minute = 10000000000" + ", concurrent = 1000000";

    @Override
    public String name() {
        return Peers.SLUICE;
    }

    @Override
    public Kind kind() {
        return Kind.SLUICE;
    }

    /** The launcher says where it is. */
    @Override
    public @Nullable Path find(Finder finder) {
        final Path told = finder.find(name(), "bin/sluice");
        if (told != null) {
            return told;
        }
        final String home = System.getenv("SLUICE_HOME");
        final Path launcher = home == null ? null : Path.of(home, "bin", "sluice");
        return launcher != null && Files.isExecutable(launcher) ? launcher : null;
    }

    @Override
    public String version(Path executable) {
        return MachineFacts.firstLine(executable.toString(), "version");
    }

    @Override
    public Launch launch(Site site) {
        final Path file = site.folder().resolve("sluice.conf");
        return new Launch(
                List.of(site.executable().toString(), "run", "--config", file.toString()),
                Map.of("sluice.conf", configuration(site)),
                Map.of());
    }

    static String configuration(Site site) {
        final Certificate certificate = site.certificate();
        final String listening = certificate == null
                ? ""
                : ", tls { certificate = \"" + certificate.chain() + "\", private-key = \"" + certificate.privateKey()
                        + "\" }";
        final String trust = certificate == null ? "" : ", tls { trust = \"" + certificate.chain() + "\" }";
        return """
            sluice {
              listen { host = "127.0.0.1", port = %d%s }
              admin { host = "127.0.0.1", port = %d, token = "%s" }
              data-dir = "%s"
              channels {
                openai-sim { dialect = openai, base-url = "%s/v1", credential = "%s"%s }
                anthropic-sim { dialect = anthropic, base-url = "%s", credential = "%s"%s }
              }
              models {
                "sim-1" { routes = [ { channel = openai-sim } ]
                          price { input = 2.50, cached-input = 1.25, output = 10.00 }, rate { %s } }
                "sim-a" { routes = [ { channel = anthropic-sim, model = "sim-1" } ]
                          price { input = 3.00, cached-input = 0.30, output = 15.00 }, rate { %s } }
              }
              apps { bench { rate { %s } } }
              keys = [
                { id = bench, sha256 = "%s", app = bench, user = bench, models = [ "sim-*" ], endpoints = [ "*" ]
                  addresses = [ "127.0.0.0/8" ], rate { %s } }
            %s  ]
            }
            """.formatted(
                        site.port(),
                        listening,
                        site.adminPort(),
                        ADMIN_TOKEN,
                        site.folder().resolve("data"),
                        site.vendorUrl(),
                        VendorSimulator.KEY,
                        trust,
                        site.vendorUrl(),
                        VendorSimulator.KEY,
                        trust,
                        UNLIMITED,
                        UNLIMITED,
                        UNLIMITED,
                        digest(KEY),
                        UNLIMITED,
                        otherKeys());
    }

    private static String otherKeys() {
        final StringBuilder entries = new StringBuilder();
        for (int i = 0; i < OTHER_KEYS; i++) {
            entries.append("    { id = other-")
                    .append(i)
                    .append(", sha256 = \"")
                    .append(digest("other-" + i))
                    .append("\", app = other }\n");
        }
        return entries.toString();
    }

    @Override
    public Access access(Site site, Route route) {
        return new Access(
                route.path(),
                route.toAnthropic() ? "sim-a" : "sim-1",
                List.of("authorization: Bearer " + KEY, "anthropic-version: 2023-06-01"));
    }

    @Override
    public boolean knowsTls() {
        return true;
    }

    @Override
    public String readyLine() {
        return "ready: data ";
    }

    private static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}

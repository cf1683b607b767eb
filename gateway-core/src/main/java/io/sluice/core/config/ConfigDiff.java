package io.sluice.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Decision: what of a new configuration a running gateway can't take over. Everything else can be swapped in. */
public final class ConfigDiff {
    private ConfigDiff() {}

    /** Keys whose new value needs a restart, by their full names; empty when all of {@code next} can be taken over. */
    public static List<String> needsRestart(GatewayConfig running, GatewayConfig next) {
        final List<String> keys = new ArrayList<>();
        compare(
                keys,
                "sluice.listen.host",
                running,
                next,
                config -> config.listen().host());
        compare(
                keys,
                "sluice.listen.port",
                running,
                next,
                config -> config.listen().port());
        compare(
                keys,
                "sluice.listen.backlog",
                running,
                next,
                config -> config.listen().backlog());
        compare(
                keys,
                "sluice.listen.tls",
                running,
                next,
                config -> config.listen().tls() != null);
        compare(
                keys,
                "sluice.admin.host",
                running,
                next,
                config -> config.admin().host());
        compare(
                keys,
                "sluice.admin.port",
                running,
                next,
                config -> config.admin().port());
        compare(keys, "sluice.transport", running, next, GatewayConfig::transport);
        compare(keys, "sluice.event-loops", running, next, GatewayConfig::eventLoops);
        compare(keys, "sluice.data-dir", running, next, GatewayConfig::dataDir);
        compare(
                keys,
                "sluice.billing.ring-size",
                running,
                next,
                config -> config.billing().ringSize());
        compare(
                keys,
                "sluice.billing.journal",
                running,
                next,
                config -> config.billing().journal());
        return List.copyOf(keys);
    }

    private static void compare(
            List<String> keys,
            String key,
            GatewayConfig running,
            GatewayConfig next,
            Function<GatewayConfig, Object> part) {
        if (!part.apply(running).equals(part.apply(next))) {
            keys.add(key);
        }
    }
}

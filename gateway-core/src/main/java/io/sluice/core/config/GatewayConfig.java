package io.sluice.core.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Value: one whole valid configuration. Two configurations are equal when every value in them is, secrets included.
 *
 * @param eventLoops number of event loops; 0 means one per core
 * @param channels by name, in the order of their names; disabled ones are here too
 * @param models by pattern, in the order of their patterns
 */
public record GatewayConfig(
        Listen listen,
        Admin admin,
        Transport transport,
        int eventLoops,
        Path dataDir,
        Limits limits,
        ClientTimeouts clientTimeouts,
        UpstreamTimeouts upstreamTimeouts,
        AuthMode auth,
        List<ChannelConfig> channels,
        List<ModelConfig> models,
        List<AppConfig> apps,
        List<KeyConfig> keys,
        Routing routing,
        BreakerConfig breaker,
        RetryConfig retry,
        BillingConfig billing,
        LogConfig log) {
    public GatewayConfig {
        channels = List.copyOf(channels);
        models = List.copyOf(models);
        apps = List.copyOf(apps);
        keys = List.copyOf(keys);
    }

    /** The channel of that name, or null. */
    public @Nullable ChannelConfig channel(String name) {
        for (ChannelConfig channel : channels) {
            if (channel.name().equals(name)) {
                return channel;
            }
        }
        return null;
    }
}

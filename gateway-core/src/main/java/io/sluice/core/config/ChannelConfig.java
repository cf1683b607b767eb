package io.sluice.core.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Value: one account at a vendor.
 *
 * @param dialect the vendor's dialect by its config name
 * @param credentials each with its own health; empty only when the channel is disabled
 * @param maxConnections most connections one event loop holds open to it
 * @param headers sent with every request, names in lower case; a value may be as secret as a credential
 * @param breaker complete: what the channel leaves out is the gateway's
 * @param timeouts complete: what the channel leaves out is the gateway's
 * @param proxy null to connect directly
 * @param translate settings of the translation that were set, by key: String, Long, Boolean or a List of String
 * @param enabled false when the operator said so or no credential was found
 */
public record ChannelConfig(
        String name,
        String dialect,
        BaseUrl baseUrl,
        List<Secret> credentials,
        int maxConnections,
        Map<String, Secret> headers,
        BreakerConfig breaker,
        UpstreamTimeouts timeouts,
        TlsTrust tls,
        @Nullable ProxyConfig proxy,
        Map<String, Object> translate,
        boolean enabled) {
    private static final String DEFAULT_ANTHROPIC_VERSION = "2023-06-01";

    public ChannelConfig {
        credentials = List.copyOf(credentials);
        headers = Map.copyOf(headers);
        translate = Map.copyOf(translate);
    }

    /** Value of the {@code anthropic-version} field where a client's request brings none. */
    public String anthropicVersion() {
        return (String) translate.getOrDefault("anthropic-version", DEFAULT_ANTHROPIC_VERSION);
    }
}

package io.sluice.core.config;

import io.sluice.core.identity.AddressRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Value: one caller's key, known only by its digest.
 *
 * @param sha256 64 lower-case hex digits
 * @param models globs over model names; empty: none
 * @param endpoints globs over endpoint names; empty: none
 * @param addresses where calls may come from; empty: anywhere
 * @param expires first moment at which it is no longer good; null: never
 */
public record KeyConfig(
        String id,
        String sha256,
        String app,
        @Nullable String user,
        List<String> models,
        List<String> endpoints,
        List<AddressRange> addresses,
        @Nullable Instant expires,
        boolean enabled,
        @Nullable RateConfig rate) {
    public KeyConfig {
        models = List.copyOf(models);
        endpoints = List.copyOf(endpoints);
        addresses = List.copyOf(addresses);
    }
}

package io.sluice.server.exchange;

import io.sluice.codec.dialect.Endpoint;
import io.sluice.core.identity.ApiKey;
import io.sluice.core.limit.RateLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Value: a key with its names as the books write them. */
final class Caller {
    private static final byte[] NOBODY = {};
    private static final List<String> ENDPOINTS = endpointNames();

    private final ApiKey key;
    private final byte[] id;
    private final byte[] app;
    private final byte[] user;
    private final long endpoints;

    /** @param app the key's, in UTF-8; kept: those of one app share it */
    Caller(ApiKey key, byte[] app) {
        this.key = key;
        this.id = key.id().getBytes(StandardCharsets.UTF_8);
        this.app = app;
        this.endpoints = key.endpointMask(ENDPOINTS);
        final String owner = key.user();
        this.user = owner == null ? NOBODY : owner.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> endpointNames() {
        final List<String> names = new ArrayList<>();
        for (final Endpoint endpoint : Endpoint.values()) {
            names.add(endpoint.configName());
        }
        return List.copyOf(names);
    }

    ApiKey key() {
        return key;
    }

    boolean mayUse(Endpoint endpoint) {
        return (endpoints >>> endpoint.ordinal() & 1) != 0;
    }

    RateLimits appLimits() {
        return key.appLimits();
    }

    byte[] id() {
        return id;
    }

    byte[] app() {
        return app;
    }

    byte[] user() {
        return user;
    }
}

package io.sluice.server.exchange;

import io.sluice.core.identity.ApiKey;
import io.sluice.core.limit.RateLimits;
import java.nio.charset.StandardCharsets;

/** Value: a key with its names as the books write them. */
final class Caller {
    private static final byte[] NOBODY = {};

    private final ApiKey key;
    private final byte[] id;
    private final byte[] app;
    private final byte[] user;

    Caller(ApiKey key) {
        this.key = key;
        this.id = key.id().getBytes(StandardCharsets.UTF_8);
        this.app = key.app().getBytes(StandardCharsets.UTF_8);
        final String owner = key.user();
        this.user = owner == null ? NOBODY : owner.getBytes(StandardCharsets.UTF_8);
    }

    ApiKey key() {
        return key;
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

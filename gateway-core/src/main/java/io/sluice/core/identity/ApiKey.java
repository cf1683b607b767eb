package io.sluice.core.identity;

import io.sluice.core.limit.RateLimits;
import io.sluice.core.pattern.Glob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value: a caller's key (as its digest), who it belongs to and what it may do. Empty lists allow nothing, except addresses, where
 * an empty list allows all. The questions allocate nothing where bytes are given.
 */
public final class ApiKey {
    /** {@code expiresEpochMs} of a key that doesn't expire. */
    public static final long NO_EXPIRY = Long.MAX_VALUE;

    private final String id;
    private final String app;
    private final @Nullable String user;
    private final KeyDigest digest;
    private final List<Glob> models;
    private final List<Glob> endpoints;
    private final List<AddressRange> addresses;
    private final long expiresEpochMs;
    private final boolean enabled;
    private final RateLimits limits;
    private final RateLimits appLimits;

    /** @param models kept as it is where it can't change, so that keys which may do the same share it; so are the others */
    public ApiKey(
            String id,
            String app,
            @Nullable String user,
            KeyDigest digest,
            List<Glob> models,
            List<Glob> endpoints,
            List<AddressRange> addresses,
            long expiresEpochMs,
            boolean enabled,
            RateLimits limits,
            RateLimits appLimits) {
        this.id = id;
        this.app = app;
        this.user = user;
        this.digest = digest;
        this.models = List.copyOf(models);
        this.endpoints = List.copyOf(endpoints);
        this.addresses = List.copyOf(addresses);
        this.expiresEpochMs = expiresEpochMs;
        this.enabled = enabled;
        this.limits = limits;
        this.appLimits = appLimits;
    }

    /** A key that may do everything, for {@code auth.mode = open}. */
    public static ApiKey anonymous() {
        final List<Glob> all = List.of(Glob.of("*"));
        return new ApiKey(
                "anonymous",
                "anonymous",
                null,
                new KeyDigest(0, 0, 0, 0),
                all,
                all,
                List.of(),
                NO_EXPIRY,
                true,
                RateLimits.NONE,
                RateLimits.NONE);
    }

    public boolean mayUseModel(byte[] name, int offset, int length) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).matches(name, offset, length)) {
                return true;
            }
        }
        return false;
    }

    /** Cold: encodes the name. */
    public boolean mayUseModel(String name) {
        return anyMatches(models, name);
    }

    /** @param configName as in {@code keys.endpoints}. Encodes the name: ask once an endpoint, or see {@link #endpointMask} */
    public boolean mayUseEndpoint(String configName) {
        return anyMatches(endpoints, configName);
    }

    /** Bit i is set if {@code configNames[i]} may be used: compute once a key, then test a bit. */
    public long endpointMask(List<String> configNames) {
        if (configNames.size() > Long.SIZE) {
            throw new IllegalArgumentException("must be at most 64 names: " + configNames.size());
        }
        long mask = 0;
        for (int i = 0; i < configNames.size(); i++) {
            mask |= mayUseEndpoint(configNames.get(i)) ? 1L << i : 0;
        }
        return mask;
    }

    /** @param address 4 or 16 bytes in network order */
    public boolean mayComeFrom(byte[] address) {
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.get(i).contains(address)) {
                return true;
            }
        }
        return addresses.isEmpty();
    }

    boolean isValid(long nowEpochMs) {
        return enabled && nowEpochMs < expiresEpochMs;
    }

    private static boolean anyMatches(List<Glob> globs, String name) {
        for (final Glob glob : globs) {
            if (glob.matches(name)) {
                return true;
            }
        }
        return false;
    }

    public String id() {
        return id;
    }

    public String app() {
        return app;
    }

    public @Nullable String user() {
        return user;
    }

    public KeyDigest digest() {
        return digest;
    }

    public RateLimits limits() {
        return limits;
    }

    public RateLimits appLimits() {
        return appLimits;
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }
}

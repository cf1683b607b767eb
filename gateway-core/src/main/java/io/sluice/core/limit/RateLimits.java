package io.sluice.core.limit;

import org.jspecify.annotations.Nullable;

/** A value: the limits of one key, app or model; what is null is unlimited. */
public record RateLimits(
        @Nullable RateLimiter requests,
        @Nullable RateLimiter tokens,
        @Nullable ConcurrencyLimit concurrency) {
    public static final RateLimits NONE = new RateLimits(null, null, null);
}

package io.sluice.core.limit;

import io.sluice.core.limit.RateSettings.Algorithm;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recipe: keeps the state of limits over reloads, by scope ({@code "key"}, {@code "app"}, {@code "model"}) and name. It holds
 * what the current config names and nothing else, so it can't grow with traffic. Cold; one thread at a time (the one that
 * reloads).
 *
 * <p>Numbers that did not change keep their limiter. Changed ones get a new limiter that has what was used of the old one, debt
 * included, taken from it already, and that shares the count of permits that are out.
 */
public final class LimitRegistry {
    private Map<Key, Entry> entries = Map.of();

    private record Key(String scope, String name) {}

    private record Entry(RateSettings settings, RateLimits limits) {}

    /** Begins a reload. Until its {@link Reload#commit()} the registry stays as it is: a reload that fails is dropped. */
    public Reload reload() {
        return new Reload();
    }

    /** Scopes and names held, for tests and gauges. */
    public int size() {
        return entries.size();
    }

    /** One reload in the making. */
    public final class Reload {
        private final Map<Key, Entry> next = new HashMap<>();

        private Reload() {}

        /** The limits of one holder: those of the last config where they can be kept. */
        public RateLimits of(String scope, String name, RateSettings settings, long nowNs) {
            final Key key = new Key(scope, name);
            final Entry entry = successor(entries.get(key), settings, nowNs);
            next.put(key, entry);
            return entry.limits();
        }

        /** The new config is in force; what it didn't name is forgotten. */
        public void commit() {
            entries = Map.copyOf(next);
        }
    }

    private static Entry successor(@Nullable Entry old, RateSettings settings, long nowNs) {
        if (old != null && old.settings().equals(settings)) {
            return old;
        }
        final RateLimits before = old == null ? RateLimits.NONE : old.limits();
        final Algorithm algorithm = settings.algorithm();
        return new Entry(
                settings,
                new RateLimits(
                        limiter(algorithm, settings.requestsPerMinute(), settings.burst(), before.requests(), nowNs),
                        limiter(algorithm, settings.tokensPerMinute(), settings.tokensBurst(), before.tokens(), nowNs),
                        concurrency(settings.concurrent(), before.concurrency())));
    }

    private static @Nullable RateLimiter limiter(
            Algorithm algorithm, long perMinute, long burst, @Nullable RateLimiter before, long nowNs) {
        if (perMinute == RateSettings.UNLIMITED) {
            return null;
        }
        final RateLimiter limiter = switch (algorithm) {
            case TOKEN_BUCKET ->
                TokenBucket.perMinute(perMinute, burst == RateSettings.UNLIMITED ? perMinute : burst, nowNs);
            case SLIDING_WINDOW -> SlidingWindow.perMinute(perMinute, nowNs);
        };
        if (before != null) {
            limiter.charge(before.capacity() - before.available(nowNs), nowNs);
        }
        return limiter;
    }

    private static @Nullable ConcurrencyLimit concurrency(int concurrent, @Nullable ConcurrencyLimit before) {
        if (concurrent == RateSettings.UNLIMITED) {
            return null;
        }
        return Objects.requireNonNullElseGet(before, () -> new ConcurrencyLimit(concurrent))
                .withLimit(concurrent);
    }
}

package io.sluice.core.route;

import io.sluice.core.breaker.BreakerSettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A recipe: keeps upstreams over reloads, by channel name, fingerprint of the credential and upstream model. What the current config
 * doesn't name is forgotten; changed breaker or health numbers make a fresh upstream. Cold; locked, since the admin plane
 * and a reload may meet.
 */
public final class UpstreamRegistry {
    private final UpstreamListener listener;
    private final Set<String> disabledChannels = new HashSet<>();
    private Map<Credential, Integer> credentialIds = Map.of();
    private Map<Key, Entry> entries = Map.of();
    private int nextCredentialId;

    private record Credential(String channel, String fingerprint) {}

    private record Key(Credential credential, String model) {}

    private record Entry(Upstream upstream, BreakerSettings breaker, HealthSettings health) {}

    public UpstreamRegistry(UpstreamListener listener) {
        this.listener = listener;
    }

    /** Begins a reload. Until its {@link Reload#commit()} the registry stays as it is: a reload that fails is dropped. */
    public Reload reload() {
        return new Reload();
    }

    /** All upstreams of the config in force. */
    public synchronized Collection<Upstream> upstreams() {
        return entries.values().stream().map(Entry::upstream).toList();
    }

    /** Takes a channel out or puts it back, by the operator's will; also for upstreams that a later reload adds to it. */
    public synchronized void enable(String channel, boolean on) {
        if (on) {
            disabledChannels.remove(channel);
        } else {
            disabledChannels.add(channel);
        }
        for (final Entry entry : entries.values()) {
            if (entry.upstream().channel().equals(channel)) {
                entry.upstream().enable(on);
            }
        }
    }

    public synchronized boolean isEnabled(String channel) {
        return !disabledChannels.contains(channel);
    }

    /** One reload in the making. */
    public final class Reload {
        private final Map<Credential, Integer> nextIds = new HashMap<>();
        private final Map<Key, Entry> next = new HashMap<>();

        private Reload() {}

        /**
         * @param fingerprint of the credential: equal for equal secrets, and not the secret
         * @param model what is asked for upstream, or the route's pattern if the caller's name is passed on
         */
        public Upstream of(
                String channel,
                String fingerprint,
                String model,
                BreakerSettings breaker,
                HealthSettings health,
                long nowNs) {
            synchronized (UpstreamRegistry.this) {
                final Key key = new Key(new Credential(channel, fingerprint), model);
                final int id = nextIds.computeIfAbsent(key.credential(), this::idOf);
                Entry entry = next.getOrDefault(key, entries.get(key));
                if (entry == null
                        || !entry.breaker().equals(breaker)
                        || !entry.health().equals(health)) {
                    final Upstream fresh = new Upstream(channel, id, model, breaker, health, listener, nowNs);
                    fresh.enable(!disabledChannels.contains(channel));
                    entry = new Entry(fresh, breaker, health);
                }
                next.put(key, entry);
                return entry.upstream();
            }
        }

        /** The new config is in force. */
        public void commit() {
            synchronized (UpstreamRegistry.this) {
                entries = Map.copyOf(next);
                credentialIds = Map.copyOf(nextIds);
                for (final Upstream upstream : List.copyOf(upstreams())) {
                    upstream.enable(!disabledChannels.contains(upstream.channel()));
                }
            }
        }

        private int idOf(Credential credential) {
            final Integer known = credentialIds.get(credential);
            return known == null ? nextCredentialId++ : known;
        }
    }
}

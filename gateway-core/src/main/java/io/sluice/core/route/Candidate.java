package io.sluice.core.route;

import org.jspecify.annotations.Nullable;

/**
 * A value: one way to serve a model.
 *
 * @param upstream what is learned about it
 * @param entry number of the configured route it comes from: candidates of one entry are the credentials of one channel, and share
 *     the entry's weight evenly among those that are usable
 * @param channelIndex number of the channel in the config that this table was compiled from
 * @param credentialIndex number of the credential in that channel
 * @param weight of the whole entry; 0 takes no traffic
 * @param priority lower is tried first
 * @param mappedModel what to ask for upstream, null to pass on the caller's name
 * @param dialect ordinal of the channel's dialect, 0..30
 */
public record Candidate(
        Upstream upstream,
        int entry,
        int channelIndex,
        int credentialIndex,
        int weight,
        int priority,
        @Nullable String mappedModel,
        int dialect) {
    public Candidate {
        if (weight < 0) {
            throw new IllegalArgumentException("must not be negative: weight=" + weight);
        }
        if (dialect < 0 || dialect > 30) {
            throw new IllegalArgumentException("must be 0..30: dialect=" + dialect);
        }
    }

    public String channel() {
        return upstream.channel();
    }

    int dialectBit() {
        return 1 << dialect;
    }
}

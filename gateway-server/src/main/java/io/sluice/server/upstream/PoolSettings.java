package io.sluice.server.upstream;

import io.sluice.codec.http.HttpLimits;

/**
 * Value: what all pools have in common.
 *
 * @param maxWaiting most requests in line for one origin on one loop; one more fails at once
 * @param idleMaxAgeNs how long an unused connection is kept: shorter than servers usually do, so that we close first
 * @param lifetimeNs age at which a connection isn't kept any more, so that a changed address is noticed
 * @param writeHighBytes unsent bytes at which a connection stops being writable; writable again at half of them
 * @param responseLimits bounds of one answer
 */
public record PoolSettings(
        int maxWaiting, long idleMaxAgeNs, long lifetimeNs, int writeHighBytes, HttpLimits responseLimits) {
    /** What the gateway runs with unless told otherwise. */
    public static final PoolSettings DEFAULT = new PoolSettings(
            1024, 60_000_000_000L, 1_800_000_000_000L, 128 * 1024, new HttpLimits(64 * 1024, 256, Long.MAX_VALUE));

    public PoolSettings {
        if (maxWaiting < 1) {
            throw new IllegalArgumentException("must be at least 1: maxWaiting=" + maxWaiting);
        }
        if (idleMaxAgeNs < 0 || lifetimeNs < 0) {
            throw new IllegalArgumentException(
                    "must not be negative: idleMaxAgeNs=" + idleMaxAgeNs + ", lifetimeNs=" + lifetimeNs);
        }
        if (writeHighBytes < 2) {
            throw new IllegalArgumentException("must be at least 2: writeHighBytes=" + writeHighBytes);
        }
    }
}

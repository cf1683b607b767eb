package io.sluice.benchmarks.core;

import io.sluice.core.identity.ApiKey;
import io.sluice.core.identity.KeyDigest;
import io.sluice.core.identity.KeyDigester;
import io.sluice.core.limit.RateLimits;
import io.sluice.core.pattern.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Presents one of many keys' secrets after another, in no order that a cache could learn, each written into the same bytes: what
 * is presented has just come from a socket, what it is looked up in may lie anywhere. One thread.
 */
final class Secrets {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final long FACTOR = 6_364_136_223_846_793_005L;
    private static final long STEP = 1_442_695_040_888_963_407L;

    private final byte[] secret =
            "sk-sluice-0123456789abcdef0123456789abcdef-00000000".getBytes(StandardCharsets.US_ASCII);
    private final int keys;
    private long state;

    Secrets(int keys, long seed) {
        this.keys = keys;
        this.state = seed;
    }

    /** The next one; valid until the next call. */
    byte[] next() {
        state = state * FACTOR + STEP;
        return of((int) ((state >>> 32) * keys >>> 32));
    }

    private byte[] of(int key) {
        for (int at = secret.length - 1, left = key; at >= secret.length - 8; at--, left >>>= 4) {
            secret[at] = HEX[left & 15];
        }
        return secret;
    }

    /** The keys whose secrets are presented. */
    static List<ApiKey> keys(int count, RateLimits limits, RateLimits appLimits) {
        final Secrets secrets = new Secrets(count, 0);
        final KeyDigester digester = new KeyDigester();
        final List<Glob> all = List.of(Glob.of("*"));
        final List<ApiKey> list = new ArrayList<>(count);
        final byte[] digest = new byte[KeyDigest.LENGTH];
        for (int i = 0; i < count; i++) {
            final byte[] secret = secrets.of(i);
            digester.digest(secret, 0, secret.length, digest);
            list.add(new ApiKey(
                    "key-" + i,
                    "app",
                    null,
                    KeyDigest.of(digest),
                    all,
                    all,
                    List.of(),
                    ApiKey.NO_EXPIRY,
                    true,
                    limits,
                    appLimits));
        }
        return list;
    }
}

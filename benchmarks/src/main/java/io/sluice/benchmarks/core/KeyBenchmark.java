package io.sluice.benchmarks.core;

import io.sluice.benchmarks.Measured;
import io.sluice.core.identity.ApiKey;
import io.sluice.core.identity.KeyDigest;
import io.sluice.core.identity.KeyDigester;
import io.sluice.core.identity.KeyTable;
import io.sluice.core.limit.RateLimits;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Who presents this secret? SHA-256 and a lookup, beside a map from digests in hexadecimal; and what the digest alone costs. */
@State(Scope.Thread)
public class KeyBenchmark extends Measured {
    @Param({"10", "10000", "1000000"})
    private int keys = 10;

    private final KeyDigester digester = new KeyDigester();
    private final byte[] digest = new byte[KeyDigest.LENGTH];
    private final Map<String, ApiKey> byHex = new HashMap<>();
    private KeyTable table = KeyTable.of(List.of());
    private Secrets secrets = new Secrets(1, 1);

    @Setup
    public void fill() {
        final List<ApiKey> list = Secrets.keys(keys, RateLimits.NONE, RateLimits.NONE);
        table = KeyTable.of(list);
        for (final ApiKey key : list) {
            byHex.put(key.digest().toHex(), key);
        }
        secrets = new Secrets(keys, 1);
    }

    @Benchmark
    public ApiKey sluice() {
        digest();
        return Objects.requireNonNull(table.find(digest, 0));
    }

    @Benchmark
    public ApiKey hashMapOfHex() {
        digest();
        return Objects.requireNonNull(byHex.get(HexFormat.of().formatHex(digest)));
    }

    @Benchmark
    public byte[] digestAlone() {
        digest();
        return digest;
    }

    private void digest() {
        final byte[] secret = secrets.next();
        digester.digest(secret, 0, secret.length, digest);
    }
}

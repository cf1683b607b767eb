package io.sluice.server.cost;

import io.sluice.core.config.ConfigLoader;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.config.KeyConfig;
import io.sluice.core.config.LoadResult;
import io.sluice.core.config.RateAlgorithm;
import io.sluice.core.config.RateConfig;
import io.sluice.server.boot.Node;
import io.sluice.server.support.TestGateway;
import io.sluice.server.tls.TlsSetupException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A whole node with any number of keys, which no file has to hold. The process serves until it is killed. */
final class SizedGateway {
    private static final RateConfig RATE = new RateConfig(
            RateAlgorithm.TOKEN_BUCKET, 1_000_000_000L, 1_000_000_000L, 10_000_000_000L, 10_000_000_000L, 1_000_000);

    private static final int APPS = 1_000;

    private SizedGateway() {}

    static String key(int number) {
        return "sk-sluice-" + number;
    }

    /** Arguments: the configuration without keys, and how many keys. */
    public static void main(String[] arguments) throws IOException, TlsSetupException, InterruptedException {
        final GatewayConfig config = withKeys(
                load(Path.of(arguments[0])),
                IntStream.range(0, Integer.parseInt(arguments[1]))
                        .mapToObj(SizedGateway::keyConfig)
                        .toList());
        Node.start(config, () -> new LoadResult.Loaded(config, List.of()), null);
        Thread.currentThread().join();
    }

    private static GatewayConfig load(Path file) {
        return switch (ConfigLoader.load(file, Map.of(), Map.of())) {
            case LoadResult.Loaded(var config, var warnings) -> config;
            case LoadResult.Rejected(var faults) -> throw new IllegalArgumentException(faults.toString());
        };
    }

    private static KeyConfig keyConfig(int number) {
        return new KeyConfig(
                "key-" + number,
                TestGateway.sha256(key(number)),
                "app-" + number % APPS,
                null,
                List.of("*"),
                List.of("*"),
                List.of(),
                null,
                true,
                RATE);
    }

    private static GatewayConfig withKeys(GatewayConfig config, List<KeyConfig> keys) {
        return new GatewayConfig(
                config.listen(),
                config.admin(),
                config.transport(),
                config.eventLoops(),
                config.dataDir(),
                config.limits(),
                config.clientTimeouts(),
                config.upstreamTimeouts(),
                config.auth(),
                config.channels(),
                config.models(),
                config.apps(),
                keys,
                config.routing(),
                config.breaker(),
                config.retry(),
                config.billing(),
                config.log());
    }
}

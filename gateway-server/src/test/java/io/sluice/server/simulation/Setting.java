package io.sluice.server.simulation;

import io.sluice.core.config.GatewayConfig;
import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The configuration of one world, made by chance.
 *
 * @param config as the gateway has it
 * @param vendors behind its channels
 * @param loops how many event loops
 * @param ringSlots of the billing ring
 */
record Setting(GatewayConfig config, List<Vendor> vendors, int loops, int ringSlots) {
    private static final int FIRST_PORT = 9000;
    private static final int[] MAX_BUFFERED_KIB = {16, 16, 64, 256};

    /** Reading HOCON takes longer than a world does: what was read once is kept. */
    private static final Map<String, GatewayConfig> READ = new ConcurrentHashMap<>();

    static Setting any(Choices choices) {
        final List<Vendor> vendors = new ArrayList<>();
        final int count = choices.between(1, 3);
        final boolean peaceful = choices.oneIn(8);
        for (int i = 0; i < count; i++) {
            vendors.add(new Vendor(
                    "v" + i,
                    FIRST_PORT + i,
                    i == 2 ? "mapped-model" : null,
                    peaceful ? 0 : choices.between(1, 6) == 1 ? 2 : 3 + choices.below(6),
                    peaceful ? 0 : choices.oneIn(3) ? 4 : 0));
        }
        final String hocon = hocon(count, choices);
        final GatewayConfig config = READ.computeIfAbsent(hocon, text -> TestGateway.config(Path.of("unused"), text));
        return new Setting(config, vendors, choices.between(1, 2), choices.oneIn(4) ? 4 : 16 << choices.below(4));
    }

    private static String hocon(int channels, Choices choices) {
        final StringBuilder text = new StringBuilder();
        text.append("limits { max-head = 2 KiB, max-headers = 24, max-body = 64 KiB, max-buffered-per-stream = ")
                .append(MAX_BUFFERED_KIB[choices.below(MAX_BUFFERED_KIB.length)])
                .append(" KiB }\n")
                .append("timeouts { head = 2s, body-idle = 2s, keep-alive = 3s, write-idle = 2s, connect = 500ms,")
                .append(" first-token = 2s, stream-idle = 1s, total = 20s }\n")
                .append("breaker { window = 10s, buckets = 10, min-calls = 4, failure-rate = 0.5, open-for = 1s, ramp"
                        + " = 1s }\n")
                .append("retry { max-attempts = ")
                .append(choices.between(1, 3))
                .append(", budget = 0.5, backoff { first = 10ms, max = 100ms } }\n")
                .append("billing { when-full = ")
                .append(choices.oneIn(2) ? "wait" : "reject")
                .append(", on-disconnect ")
                .append(choices.oneIn(2) ? "{ drain { up-to = 1s } }" : "= cancel")
                .append(", journal { segment = 64 KiB } }\n")
                .append("routing.selection = ")
                .append(choices.oneIn(2) ? "weighted" : "least-loaded")
                .append("\n");
        final int maxConnections = choices.oneIn(3) ? 1 : 8;
        final StringBuilder routes = new StringBuilder();
        for (int i = 0; i < channels; i++) {
            text.append(
                    "channels.v%d { dialect = openai, base-url = \"http://10.0.0.1:%d/v1\", credential = \"vendor-key-of-v%d\", max-connections = %d }\n"
                            .formatted(i, FIRST_PORT + i, i, maxConnections));
            routes.append("{ channel = v%d, priority = %d%s }\n"
                    .formatted(i, choices.below(2), i == 2 ? ", model = \"mapped-model\"" : ""));
        }
        text.append("models.\"chat-*\" { routes = [ ").append(routes).append(" ], price { input = 1, output = 2 } }\n");
        text.append(TestGateway.key("free", World.KEY, ""));
        text.append(TestGateway.key(
                "limited",
                World.LIMITED_KEY,
                "rate { requests-per-minute = 600, burst = 3, tokens-per-minute = 100000, concurrent = "
                        + choices.between(1, 2) + " }"));
        return text.toString();
    }
}

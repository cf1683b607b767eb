package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.util.List;
import java.util.Map;

/** Bifrost's HTTP transport, configured by file alone, without its stores. */
final class Bifrost extends LlmGateway {
    Bifrost() {
        super("bifrost", "bifrost-http", "bin/bifrost-http", "bin/bifrost");
    }

    @Override
    public Launch launch(Site site) {
        return new Launch(
                List.of(
                        site.executable().toString(),
                        "-app-dir",
                        site.folder().toString(),
                        "-host",
                        "127.0.0.1",
                        "-port",
                        Integer.toString(site.port()),
                        "-log-level",
                        "error"),
                Map.of("config.json", """
                    {
                      "client": { "drop_excess_requests": false, "enable_logging": false, "initial_pool_size": 1000 },
                      "providers": {
                        "openai": {
                          "keys": [ { "name": "sim", "value": "%2$s", "models": [ "*" ], "weight": 1.0 } ],
                          "network_config": { "base_url": "%1$s", "max_retries": 0 },
                          "concurrency_and_buffer_size": { "concurrency": 1000, "buffer_size": 5000 }
                        },
                        "anthropic": {
                          "keys": [ { "name": "sim", "value": "%2$s", "models": [ "*" ], "weight": 1.0 } ],
                          "network_config": { "base_url": "%1$s", "max_retries": 0 },
                          "concurrency_and_buffer_size": { "concurrency": 1000, "buffer_size": 5000 }
                        }
                      },
                      "config_store": { "enabled": false },
                      "logs_store": { "enabled": false }
                    }
                    """.formatted(site.vendorUrl(), VendorSimulator.KEY)),
                Map.of());
    }

    @Override
    public Access access(Site site, Route route) {
        return bearer(
                (route.fromAnthropic() ? "/anthropic" : "") + route.path(),
                route.toAnthropic() ? "anthropic/sim-1" : "openai/sim-1",
                CLIENT_KEY);
    }
}

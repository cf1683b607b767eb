package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Busbar with a client token, without its governance. */
final class Busbar extends LlmGateway {
    Busbar() {
        super("busbar", "bin/busbar", "busbar");
    }

    @Override
    public Launch launch(Site site) {
        final Path folder = site.folder();
        return new Launch(
                List.of(site.executable().toString()),
                Map.of("providers.yaml", """
                    openai-sim:
                      protocol: openai
                      base_url: %1$s/v1
                    anthropic-sim:
                      protocol: anthropic
                      base_url: %1$s
                    """.formatted(site.vendorUrl()), "config.yaml", """
                        listen: "127.0.0.1:%d"
                        auth:
                          mode: token
                          client_tokens: [ "%s" ]
                        providers:
                          openai-sim: { api_key_env: SIM_KEY }
                          anthropic-sim: { api_key_env: SIM_KEY }
                        models:
                          sim-1: { provider: openai-sim, max_concurrent: 100000 }
                          sim-a: { provider: anthropic-sim, max_concurrent: 100000 }
                        """.formatted(
                                site.port(), CLIENT_KEY)),
                Map.of(
                        "BUSBAR_PROVIDERS",
                        folder.resolve("providers.yaml").toString(),
                        "BUSBAR_CONFIG",
                        folder.resolve("config.yaml").toString(),
                        "SIM_KEY",
                        VendorSimulator.KEY));
    }

    @Override
    public Access access(Site site, Route route) {
        final String model = route.toAnthropic() ? "sim-a" : "sim-1";
        return bearer((route.fromAnthropic() ? "/" + model : "") + route.path(), model, CLIENT_KEY);
    }
}

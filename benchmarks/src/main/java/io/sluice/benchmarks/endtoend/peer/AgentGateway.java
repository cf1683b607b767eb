package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** agentgateway standing alone, with one vendor. */
final class AgentGateway extends LlmGateway {
    AgentGateway() {
        super("agentgateway", "bin/agentgateway", "agentgateway");
    }

    @Override
    public Launch launch(Site site) {
        final Path file = site.folder().resolve("agentgateway.yaml");
        return new Launch(
                List.of(site.executable().toString(), "-f", file.toString()),
                Map.of("agentgateway.yaml", """
                    binds:
                    - port: %d
                      listeners:
                      - routes:
                        - backends:
                          - ai:
                              name: sim
                              hostOverride: 127.0.0.1:%d
                              provider:
                                openAI: {}
                            policies:
                              backendAuth:
                                key: %s
                    """.formatted(site.port(), site.vendorPort(), VendorSimulator.KEY)),
                Map.of("ADMIN_ADDR", "127.0.0.1:" + site.adminPort(), "RUST_LOG", "error"));
    }

    @Override
    public @Nullable Access access(Site site, Route route) {
        return route == Route.OPENAI ? bearer(route.path(), "sim-1", CLIENT_KEY) : null;
    }
}

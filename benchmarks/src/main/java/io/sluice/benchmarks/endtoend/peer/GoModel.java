package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.util.List;
import java.util.Map;

/** GoModel, configured by its environment. */
final class GoModel extends LlmGateway {
    GoModel() {
        super("gomodel", "bin/gomodel", "gomodel");
    }

    @Override
    public Launch launch(Site site) {
        return new Launch(
                List.of(site.executable().toString()),
                Map.of(),
                Map.of(
                        "PORT",
                        Integer.toString(site.port()),
                        "OPENAI_API_KEY",
                        VendorSimulator.KEY,
                        "OPENAI_BASE_URL",
                        site.vendorUrl() + "/v1",
                        "ANTHROPIC_API_KEY",
                        VendorSimulator.KEY,
                        "ANTHROPIC_BASE_URL",
                        site.vendorUrl() + "/v1",
                        "GOMODEL_MASTER_KEY",
                        CLIENT_KEY,
                        "LOGGING_ENABLED",
                        "false"));
    }

    @Override
    public Access access(Site site, Route route) {
        return bearer(route.path(), route.toAnthropic() ? "anthropic/sim-1" : "openai/sim-1", CLIENT_KEY);
    }
}

package io.sluice.benchmarks.endtoend.peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Portkey's gateway on Node, one process; it is told the vendor by each request. */
final class Portkey extends LlmGateway {
    Portkey() {
        super("portkey", "node_modules/@portkey-ai/gateway/build/start-server.js", "build/start-server.js");
    }

    @Override
    public String version(Path executable) {
        try {
            return "portkey "
                    + new ObjectMapper()
                            .readTree(Files.readString(executable.resolveSibling("../package.json")))
                            .path("version")
                            .asText();
        } catch (IOException unknown) {
            return "";
        }
    }

    @Override
    public Launch launch(Site site) {
        return new Launch(
                List.of("node", site.executable().toString(), "--port=" + site.port(), "--headless"),
                Map.of(),
                Map.of("NODE_ENV", "production"));
    }

    @Override
    public @Nullable Access access(Site site, Route route) {
        if (route.fromAnthropic()) {
            return null;
        }
        return new Access(
                route.path(),
                "sim-1",
                List.of(
                        "authorization: Bearer " + VendorSimulator.KEY,
                        "x-portkey-provider: " + (route.toAnthropic() ? "anthropic" : "openai"),
                        "x-portkey-custom-host: " + site.vendorUrl() + "/v1"));
    }
}

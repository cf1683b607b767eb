package io.sluice.benchmarks.endtoend.peer;

import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** LiteLLM's proxy in Python, two workers, no database. */
final class LiteLlm extends LlmGateway {
    LiteLlm() {
        super("litellm", "bin/litellm");
    }

    @Override
    public Launch launch(Site site) {
        final Path file = site.folder().resolve("litellm.yaml");
        return new Launch(
                List.of(
                        site.executable().toString(),
                        "--config",
                        file.toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(site.port()),
                        "--num_workers",
                        "2",
                        "--timeout_worker_healthcheck",
                        "120"),
                Map.of("litellm.yaml", """
                    model_list:
                      - model_name: sim-1
                        litellm_params:
                          model: openai/sim-1
                          api_base: %1$s/v1
                          api_key: %2$s
                      - model_name: sim-a
                        litellm_params:
                          model: anthropic/sim-1
                          api_base: %1$s
                          api_key: %2$s
                    litellm_settings:
                      telemetry: false
                      drop_params: true
                      num_retries: 0
                    router_settings:
                      disable_cooldowns: true
                    general_settings:
                      master_key: %3$s
                    """.formatted(site.vendorUrl(), VendorSimulator.KEY, CLIENT_KEY)),
                Map.of(
                        "LITELLM_LOG",
                        "ERROR",
                        "LITELLM_LOCAL_MODEL_COST_MAP",
                        "True",
                        "LITELLM_USE_CHAT_COMPLETIONS_URL_FOR_ANTHROPIC_MESSAGES",
                        "True"));
    }

    @Override
    public Access access(Site site, Route route) {
        return bearer(route.path(), route.toAnthropic() ? "sim-a" : "sim-1", CLIENT_KEY);
    }
}

package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.Surface;
import io.sluice.server.support.TestGateway;
import io.sluice.server.support.TestNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees and steers through the admin plane of a whole node. */
@Timeout(60)
final class AdminPlaneTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/chat/completions";
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(\\{.*})? (\\S+)");
    private static final Pattern LABELS = Pattern.compile("\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*,?}");

    private final SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final Path folder;
    private TestNode node;

    AdminPlaneTest(@TempDir Path folder) {
        this.folder = folder;
        this.node = TestNode.start(folder, config(""));
    }

    @AfterEach
    void stop() {
        node.close();
        vendor.close();
    }

    @Test
    void metricsArePrometheusTextWithEveryPromisedSeries() {
        assertThat(ask("gpt-4o").status()).isEqualTo(200);
        assertThat(ask("none").status()).isEqualTo(404);
        TestGateway.await(() -> node.node().gateway().inFlight() == 0);

        final RawClient.Answer page = node.get("/metrics");

        assertThat(page.head().field("content-type")).startsWith("text/plain; version=0.0.4");
        final Map<String, Double> samples = samples(page.text());
        assertThat(samples.keySet()).allSatisfy(name -> assertThat(name).startsWith("sluice_"));
        assertThat(samples)
                .containsKeys(
                        "sluice_requests_total",
                        "sluice_attempts_total",
                        "sluice_errors_total",
                        "sluice_failed_attempts_total",
                        "sluice_requests_in_flight",
                        "sluice_input_tokens_total",
                        "sluice_output_tokens_total",
                        "sluice_cost_usd_total",
                        "sluice_first_token_seconds_bucket",
                        "sluice_request_duration_seconds_bucket",
                        "sluice_request_duration_seconds_sum",
                        "sluice_gateway_overhead_seconds_bucket",
                        "sluice_breaker_state",
                        "sluice_upstream_health",
                        "sluice_billing_ring_depth",
                        "sluice_billing_published_total",
                        "sluice_billing_journaled_total",
                        "sluice_buffer_direct_bytes",
                        "sluice_client_connections");
        assertThat(samples).containsEntry("sluice_billing_lost_total", 0.0);
        assertThat(samples).containsEntry("sluice_requests_total", 2.0);
        assertThat(samples).containsEntry("sluice_request_duration_seconds_count", 1.0);
        assertThat(page.text()).contains("sluice_errors_total{cause=\"model_not_found\"} 1");
    }

    @Test
    void usageIsGroupedAndFilteredAndOutlivesARestart() throws IOException {
        vendor.script(SimScript.of("events=10"));
        ask("gpt-4o");
        ask("gpt-4o");
        ask("gpt-4o-mini");
        TestGateway.await(() -> node.node().gateway().inFlight() == 0);
        final String target = "/admin/v1/usage?group_by=app,model";
        final JsonNode before = json(node.get(target));

        assertThat(before.path("rows")).hasSize(2);
        assertThat(before.path("total").path("requests").asInt()).isEqualTo(3);
        assertThat(before.path("total").path("cost_usd").asText()).matches("0\\.000\\d+");
        final JsonNode mini = json(node.get("/admin/v1/usage?group_by=user&model=gpt-4o-mini&app=app-test"));
        assertThat(mini.path("total").path("requests").asInt()).isEqualTo(1);
        assertThat(json(node.get("/admin/v1/usage?app=nobody"))
                        .path("total")
                        .path("requests")
                        .asInt())
                .isZero();
        assertThat(json(node.get("/admin/v1/usage?to=2020-01-01T00:00:00Z"))
                        .path("total")
                        .path("requests")
                        .asInt())
                .isZero();
        assertThat(node.get("/admin/v1/usage?group_by=colour").status()).isEqualTo(400);
        assertThat(node.get("/admin/v1/usage?colour=red").status()).isEqualTo(400);

        node.close();
        node = TestNode.start(folder, config(""));

        assertThat(json(node.get(target))).isEqualTo(before);
        ask("gpt-4o");
        TestGateway.await(() -> node.node().gateway().inFlight() == 0);
        assertThat(json(node.get(target)).path("total").path("requests").asInt())
                .isEqualTo(4);
    }

    @Test
    void theChannelsPageShowsBreakerHealthAndLatencies() throws IOException {
        ask("gpt-4o");
        TestGateway.await(() -> node.node().gateway().inFlight() == 0);

        final JsonNode channels = json(node.get("/admin/v1/channels")).path("channels");

        assertThat(channels).hasSize(1);
        final JsonNode only = channels.get(0);
        assertThat(only.path("name").asText()).isEqualTo("only");
        assertThat(only.path("enabled").asBoolean()).isTrue();
        assertThat(only.path("in_flight").asInt()).isZero();
        assertThat(only.path("duration_ms").path("count").asInt()).isEqualTo(1);
        assertThat(only.path("duration_ms").path("p99").asDouble()).isPositive();
        assertThat(only.path("upstreams")).hasSize(2);
        assertThat(only.path("upstreams").get(0).path("breaker").asText()).isEqualTo("closed");
        assertThat(only.path("upstreams").get(0).path("health").asDouble()).isEqualTo(1);
    }

    @Test
    void aChannelIsTakenOutAndPutBackByTheOperator() throws IOException {
        assertThat(json(node.post("/admin/v1/channels/only/disable"))
                        .path("channels")
                        .get(0)
                        .path("enabled")
                        .asBoolean(true))
                .isFalse();
        assertThat(ask("gpt-4o").status()).isEqualTo(503);
        assertThat(node.post("/admin/v1/channels/only/enable").status()).isEqualTo(200);
        assertThat(ask("gpt-4o").status()).isEqualTo(200);

        assertThat(node.post("/admin/v1/channels/none/disable").status()).isEqualTo(404);
        assertThat(node.post("/admin/v1/channels/only/paint").status()).isEqualTo(404);
        assertThat(node.get("/admin/v1/channels/only/disable").status()).isEqualTo(405);
        assertThat(vendor.counters().requests()).isEqualTo(1);
    }

    @Test
    void aGoodReloadServesTheNextRequestAndLeavesTheOneInFlightAlone() throws IOException {
        try (RawClient stream = node.connect()) {
            vendor.nextScripts(SimScript.of("events=6; hold=2"));
            stream.post(PATH, "", body("gpt-4o").replace("{\"model\"", "{\"stream\":true,\"model\""))
                    .head();
            vendor.awaitHeld(Duration.ofSeconds(10));
            node.rewrite(config("models.\"gpt-4o-2\" { routes = [ { channel = only, model = gpt-4o } ] }\n")
                    .replace("models.\"gpt-4o\" {", "models.\"gpt-4o-renamed\" {"));

            final RawClient.Answer reloaded = node.post("/admin/v1/reload");

            assertThat(reloaded.text()).isEqualTo("{\"reloaded\":true}");
            assertThat(ask("gpt-4o-2").status()).isEqualTo(200);
            assertThat(ask("gpt-4o").status()).isEqualTo(404);
            vendor.releaseAll();
            stream.chunksUntil("data: [DONE]");
        }
        TestGateway.await(() -> node.node().gateway().inFlight() == 0);
        assertThat(TestGateway.readRecords(node.dataDir()))
                .hasSize(2)
                .allSatisfy(record -> assertThat(record.outcome().text()).isEqualTo("ok"));
    }

    @Test
    void aBadReloadIsReportedAndTheOldConfigurationStaysInForce() throws IOException {
        final JsonNode before = json(node.get("/admin/v1/config"));
        node.rewrite(config("event-loops = many\nnonsense = 1\n"));

        final RawClient.Answer refused = node.post("/admin/v1/reload");

        assertThat(refused.status()).isEqualTo(400);
        final JsonNode answer = json(refused);
        assertThat(answer.path("reloaded").asBoolean(true)).isFalse();
        assertThat(answer.path("faults")).hasSize(2);
        assertThat(refused.text())
                .contains(node.file() + ":")
                .contains("sluice.event-loops: ")
                .contains("sluice.nonsense: ");
        assertThat(json(node.get("/admin/v1/config"))).isEqualTo(before);
        assertThat(ask("gpt-4o").status()).isEqualTo(200);
    }

    @Test
    void theConfigurationIsShownWithoutItsSecrets() throws IOException {
        final RawClient.Answer page = node.get("/admin/v1/config");

        assertThat(json(page).isObject()).isTrue();
        assertThat(page.text()).contains("gpt-4o-mini").contains("***");
        assertThat(page.text()).doesNotContain("sim-key").doesNotContain(TestNode.TOKEN);
    }

    @Test
    void nobodyComesInWithoutTheToken() {
        for (final String target : new String[] {"/metrics", "/admin/v1/config", "/admin/v1/usage", "/nowhere"}) {
            for (final String shown : new String[] {"", "wrong", TestNode.TOKEN + "x"}) {
                final RawClient.Answer answer = node.admin("GET", target, shown);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.head().field("www-authenticate")).isEqualTo("Bearer");
            }
        }
        assertThat(node.admin("POST", "/admin/v1/reload", "").status()).isEqualTo(401);
        assertThat(node.get("/nowhere").status()).isEqualTo(404);
    }

    private String config(String more) {
        return TestGateway.key()
                + TestGateway.channel("only", "openai", vendor, "")
                + "models.\"gpt-4o\" { routes = [ { channel = only } ], price { input = 2.50, output = 10 } }\n"
                + "models.\"gpt-4o-mini\" { routes = [ { channel = only } ], price { input = 0.15, output = 0.60 } }\n"
                + more;
    }

    private static String body(String model) {
        return Surface.OPENAI.body(model);
    }

    private RawClient.Answer ask(String model) {
        try (RawClient client = node.connect()) {
            return client.exchange(PATH, body(model));
        }
    }

    private static JsonNode json(RawClient.Answer answer) throws IOException {
        assertThat(answer.head().field("content-type")).startsWith("application/json");
        return JSON.readTree(answer.text());
    }

    /** Reads the text format strictly; sums each name's samples. */
    private static Map<String, Double> samples(String text) {
        final Map<String, Double> samples = new HashMap<>();
        assertThat(text).endsWith("\n");
        text.lines().forEach(line -> {
            if (line.startsWith("#")) {
                assertThat(line).matches("# (HELP|TYPE) sluice_[a-z_]+ .+");
                return;
            }
            final Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            if (sample.group(2) != null) {
                assertThat(sample.group(2)).matches(LABELS);
            }
            samples.merge(sample.group(1), Double.parseDouble(sample.group(3)), Double::sum);
        });
        return samples;
    }
}

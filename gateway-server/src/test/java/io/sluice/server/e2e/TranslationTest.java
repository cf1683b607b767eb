package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.UsageSource;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client of one dialect and a channel of another, through a whole gateway. */
@Timeout(60)
final class TranslationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";

    private final SimulatedVendor openAi = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final SimulatedVendor anthropic = SimulatedVendor.start(SimOptions.of(SimVendor.ANTHROPIC));
    private final SimulatedVendor gemini = SimulatedVendor.start(SimOptions.of(SimVendor.GEMINI));
    private final TestGateway gateway;

    TranslationTest(@TempDir Path dataDir) {
        gateway = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + TestGateway.channel("o", "openai", openAi, "")
                        + TestGateway.channel("a", "anthropic", anthropic, "")
                        + TestGateway.channel("g", "gemini", gemini, "")
                        + TestGateway.channel("strict", "anthropic", anthropic, "translate { on-unsupported = reject }")
                        + "models.to-claude { routes = [ { channel = a, model = \"claude-sonnet-4-5\" } ] }\n"
                        + "models.to-gpt { routes = [ { channel = o, model = \"gpt-4o\" } ] }\n"
                        + "models.to-gemini { routes = [ { channel = g, model = \"gemini-2.5-flash\" } ] }\n"
                        + "models.strict { routes = [ { channel = strict, model = \"claude-sonnet-4-5\" } ] }\n"
                        + "models.either { routes = [ { channel = a, model = \"claude-sonnet-4-5\" }"
                        + ", { channel = o, model = \"gpt-4o\", priority = 1 } ] }\n"
                        + "retry { max-attempts = 3, budget = 1.0 }\n");
    }

    @AfterEach
    void stop() {
        gateway.close();
        openAi.close();
        anthropic.close();
        gemini.close();
    }

    private RawClient.Answer ask(String path, String body) {
        try (RawClient client = gateway.connect()) {
            return client.exchange(path, body);
        }
    }

    private static JsonNode json(RawClient.Answer answer) {
        try {
            return JSON.readTree(answer.text());
        } catch (IOException e) {
            throw new AssertionError(answer.text(), e);
        }
    }

    private static String chat(String model, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]" + more
                + "}";
    }

    private static String message(String model, String more) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]" + more + "}";
    }

    @Test
    void aChatClientTalksToClaude() {
        final RawClient.Answer answer = ask(CHAT, chat("to-claude", ",\"logit_bias\":{\"1\":2},\"seed\":7"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        final JsonNode told = json(answer);
        assertThat(told.path("object").asText()).isEqualTo("chat.completion");
        assertThat(told.path("model").asText()).isEqualTo("to-claude");
        assertThat(told.path("choices").path(0).path("message").path("content").asText())
                .contains("hello there");
        assertThat(told.path("choices").path(0).path("finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.head().field("x-sluice-dropped")).isEqualTo("seed,logit_bias");
        final BillingRecord record = gateway.records().get(0);
        assertThat(record.usageSource()).isEqualTo(UsageSource.UPSTREAM);
        assertThat(record.inputTokens())
                .isEqualTo(told.path("usage").path("prompt_tokens").asLong());
        assertThat(record.outputTokens())
                .isEqualTo(told.path("usage").path("completion_tokens").asLong())
                .isPositive();
        assertThat(record.outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void aMessagesClientTalksToGptInAStream() {
        final RawClient.Answer answer = ask(MESSAGES, message("to-gpt", ",\"stream\":true"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.head().field("content-type")).startsWith("text/event-stream");
        assertThat(answer.text())
                .startsWith("event: message_start\n")
                .contains("\"text_delta\"")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        final List<BillingRecord> records = gateway.records();
        assertThat(records).hasSize(1);
        assertThat(records.get(0).usageSource()).isEqualTo(UsageSource.UPSTREAM);
        assertThat(records.get(0).outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void aChatClientTalksToGeminiInAStream() {
        final RawClient.Answer answer = ask(CHAT, chat("to-gemini", ",\"stream\":true"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).startsWith("data: {").endsWith("data: [DONE]\n\n");
        assertThat(gateway.records().get(0).usageSource()).isEqualTo(UsageSource.UPSTREAM);
    }

    @Test
    void aGeminiClientGetsItsArrayFromGpt() {
        final RawClient.Answer answer = ask(
                "/v1beta/models/to-gpt:streamGenerateContent",
                "{\"contents\":[{\"parts\":[{\"text\":\"hello there\"}]}]}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.head().field("content-type")).startsWith("application/json");
        assertThat(json(answer).isArray()).isTrue();
        assertThat(json(answer)
                        .path(0)
                        .path("candidates")
                        .path(0)
                        .path("content")
                        .path("role")
                        .asText())
                .isEqualTo("model");
    }

    @Test
    void addressesThatOnlyTheGatewayReachesAreNotFetched() {
        for (final String url : List.of("http://127.0.0.1/a.png", "https://127.0.0.1/a.png", "https://[::1]/a.png")) {
            final RawClient.Answer answer = ask(
                    CHAT,
                    "{\"model\":\"to-gemini\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                            + "\"image_url\":{\"url\":\"" + url + "\"}}]}]}");

            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(json(answer).path("error").path("message").asText())
                    .contains(url)
                    .containsAnyOf("only public addresses", "only https addresses");
        }
        assertThat(gemini.counters().requests()).isZero();
        assertThat(gateway.records()).isEmpty();
    }

    @Test
    void anEmbeddingsClientGetsVectorsFromGemini() {
        final RawClient.Answer answer = ask(
                "/v1/embeddings",
                "{\"model\":\"to-gemini\",\"input\":[\"one\",\"two\"],\"encoding_format\":\"float\"}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(json(answer).path("object").asText()).isEqualTo("list");
        assertThat(json(answer).path("data")).hasSize(2);
        assertThat(json(answer).path("data").path(1).path("embedding").isArray())
                .isTrue();
        assertThat(gateway.records()).hasSize(1);
    }

    @Test
    void aGeminiClientGetsVectorsFromOpenAi() {
        final RawClient.Answer answer =
                ask("/v1beta/models/to-gpt:embedContent", "{\"content\":{\"parts\":[{\"text\":\"hello there\"}]}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(json(answer).path("embedding").path("values").isArray()).isTrue();
    }

    @Test
    void aCompletionIsServedFromChat() {
        final RawClient.Answer unary =
                ask("/v1/completions", "{\"model\":\"to-claude\",\"prompt\":\"hello there\",\"max_tokens\":20}");
        final RawClient.Answer streamed = ask(
                "/v1/completions",
                "{\"model\":\"to-claude\",\"prompt\":\"hello there\",\"max_tokens\":20,\"stream\":true}");

        assertThat(json(unary).path("object").asText()).as(unary.text()).isEqualTo("text_completion");
        assertThat(json(unary).path("choices").path(0).path("text").asText()).contains("hello there");
        assertThat(streamed.text()).contains("\"text_completion\"").endsWith("data: [DONE]\n\n");
    }

    @Test
    void aModelFallsOverToAnUpstreamOfAnotherDialect() {
        anthropic.script(SimScript.of("status=500"));

        final RawClient.Answer unary = ask(MESSAGES, message("either", ""));
        final RawClient.Answer streamed = ask(CHAT, chat("either", ",\"stream\":true"));

        assertThat(unary.status()).as(unary.text()).isEqualTo(200);
        assertThat(json(unary).path("type").asText()).isEqualTo("message");
        assertThat(unary.head().field("x-sluice-channel")).isEqualTo("o");
        assertThat(streamed.text()).startsWith("data: {").endsWith("data: [DONE]\n\n");
        assertThat(streamed.head().field("x-sluice-channel")).isEqualTo("o");
        assertThat(anthropic.counters().requests()).isEqualTo(2);
        assertThat(unary.head().field("x-sluice-attempts")).isEqualTo("2");
        assertThat(gateway.records())
                .allSatisfy(record -> assertThat(record.channel()).isEqualTo("o"));
    }

    @Test
    void aFailureInTheMiddleOfAStreamIsToldInTheClientsDialect() {
        openAi.script(SimScript.of("events=20; mid-error=5"));
        anthropic.script(SimScript.of("events=20; cut-events=5"));

        final RawClient.Answer messages = ask(MESSAGES, message("to-gpt", ",\"stream\":true"));
        final RawClient.Answer chat = ask(CHAT, chat("to-claude", ",\"stream\":true"));

        assertThat(messages.text()).contains("event: error\n").doesNotContain("message_stop");
        assertThat(chat.text()).contains("data: {\"error\":").doesNotContain("[DONE]");
    }

    @Test
    void whatTheUpstreamBlamesOnTheCallerIsToldInTheClientsDialect() {
        anthropic.script(SimScript.of("status=400"));

        final RawClient.Answer answer = ask(CHAT, chat("to-claude", ""));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).path("error").path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(json(answer).path("error").has("param")).isTrue();
    }

    @Test
    void whatWouldChangeTheAnswerIsRefusedBeforeAnythingIsSent() {
        final RawClient.Answer answer = ask(CHAT, chat("to-claude", ",\"n\":2"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).path("error").path("param").asText()).isEqualTo("n");
        assertThat(anthropic.counters().requests()).isZero();
        assertThat(gateway.records()).isEmpty();
    }

    @Test
    void anUpstreamThatCannotBeAskedIsPassedOverForOneThatCan() {
        final RawClient.Answer answer = ask(CHAT, chat("either", ",\"n\":2"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.head().field("x-sluice-channel")).isEqualTo("o");
        assertThat(answer.head().field("x-sluice-attempts")).isEqualTo("1");
    }

    @Test
    void aStrictChannelRefusesWhatOthersDrop() {
        final RawClient.Answer answer = ask(CHAT, chat("strict", ",\"seed\":7"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(json(answer).path("error").path("param").asText()).isEqualTo("seed");
    }

    @Test
    void tokensAreEstimatedWhereNoUpstreamCountsThem() {
        final RawClient.Answer answer = ask(
                "/v1/messages/count_tokens",
                "{\"model\":\"to-gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there, how are you?\"}]}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(json(answer).path("input_tokens").asLong()).isBetween(5L, 30L);
        assertThat(answer.head().field("x-sluice-estimated")).isEqualTo("tokens");
        assertThat(openAi.counters().requests()).isZero();
    }

    @Test
    void namesFromABodyCannotSpeakInAHead() {
        final RawClient.Answer answer = ask(CHAT, chat("to-claude", ",\"x\\r\\nset-cookie: a=b\":1,\"\u00e9,y\":2"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.head().field("set-cookie")).isNull();
        assertThat(answer.head().field("x-sluice-dropped")).isEqualTo("x__set-cookie__a_b,__y");
    }

    @Test
    void aConnectionIsKeptOverTranslatedAndOtherRequests() {
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 20; i++) {
                final RawClient.Answer answer = i % 3 == 0
                        ? client.exchange(CHAT, chat("to-gpt", i % 2 == 0 ? ",\"stream\":true" : ""))
                        : client.exchange(CHAT, chat("to-claude", i % 2 == 0 ? ",\"stream\":true" : ""));
                assertThat(answer.status()).as("%s: %s", i, answer.text()).isEqualTo(200);
                assertThat(answer.complete()).isTrue();
            }
        }
        assertThat(gateway.records()).hasSize(20);
    }
}

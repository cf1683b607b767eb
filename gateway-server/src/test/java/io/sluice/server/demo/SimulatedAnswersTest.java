package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulatedAnswersTest {
    private static final String QUESTION = "How are you today?";
    private static final String ECHO = SimulatedVendor.echo(QUESTION);

    @Test
    void openAiAnswersWithTheEchoAndExactUsage() {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
                PlainClient client = new PlainClient(vendor)) {
            final JsonNode body =
                    json(client.post("/v1/chat/completions", chat("")).body());

            assertThat(body.at("/choices/0/message/content").asText()).isEqualTo(ECHO);
            assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
            assertThat(body.at("/usage/prompt_tokens").asLong()).isEqualTo(Tokens.count(QUESTION));
            assertThat(body.at("/usage/completion_tokens").asLong()).isEqualTo(Tokens.count(ECHO));
            assertThat(vendor.counters().completed()).isEqualTo(1);
            assertThat(vendor.counters().requestsOf(SimOptions.DEFAULT_KEY)).isEqualTo(1);
        }
    }

    @Test
    void openAiStreamsOneTokenAnEventAndUsageOnlyWhenAsked() {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
                PlainClient client = new PlainClient(vendor)) {
            final List<String> plain = data(client.post("/v1/chat/completions", chat(",\"stream\":true"))
                    .body());
            final List<String> withUsage = data(client.post(
                            "/v1/chat/completions",
                            chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
                    .body());

            assertThat(plain).hasSize(Tokens.count(ECHO) + 3).last().isEqualTo("[DONE]");
            assertThat(String.join("", plain)).doesNotContain("usage");
            assertThat(text(plain, "/choices/0/delta/content")).isEqualTo(ECHO);
            final JsonNode usage = json(withUsage.get(withUsage.size() - 2));
            assertThat(usage.path("choices")).isEmpty();
            assertThat(usage.at("/usage/completion_tokens").asLong()).isEqualTo(Tokens.count(ECHO));
            assertThat(json(withUsage.getFirst()).has("usage")).isTrue();
        }
    }

    @Test
    void anthropicStreamsNamedEventsInItsGrammar() {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.ANTHROPIC));
                PlainClient client = new PlainClient(vendor)) {
            final String stream =
                    client.post("/v1/messages", messages(",\"stream\":true")).body();

            final List<String> names = stream.lines()
                    .filter(line -> line.startsWith("event: "))
                    .map(line -> line.substring(7))
                    .toList();
            assertThat(names).startsWith("message_start", "content_block_start", "ping", "content_block_delta");
            assertThat(names).endsWith("content_block_stop", "message_delta", "message_stop");
            assertThat(text(data(stream), "/delta/text")).isEqualTo(ECHO);
            assertThat(json(data(stream).get(data(stream).size() - 2))
                            .at("/usage/output_tokens")
                            .asLong())
                    .isEqualTo(Tokens.count(ECHO));
        }
    }

    @Test
    void anthropicAnswersWholeMessagesAndCountsTokens() {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.ANTHROPIC));
                PlainClient client = new PlainClient(vendor)) {
            final JsonNode message =
                    json(client.post("/v1/messages", messages("")).body());
            final JsonNode count = json(client.post("/v1/messages/count_tokens", """
                {"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"%s"}]}\
                """.formatted(QUESTION))
                    .body());

            assertThat(message.at("/content/0/text").asText()).isEqualTo(ECHO);
            assertThat(message.at("/stop_reason").asText()).isEqualTo("end_turn");
            assertThat(count.path("input_tokens").asLong()).isEqualTo(Tokens.count(QUESTION));
        }
    }

    @Test
    void geminiStreamsAsEventsWithCrLfOrAsOneArray() {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.GEMINI));
                PlainClient client = new PlainClient(vendor)) {
            final String path = "/v1beta/models/gemini-2.5-flash:streamGenerateContent";
            final String events = client.post(path + "?alt=sse", contents("")).body();
            final String array = client.post(path, contents("")).body();

            assertThat(events).endsWith("}\r\n\r\n").doesNotContain("[DONE]");
            assertThat(text(data(events), "/candidates/0/content/parts/0/text")).isEqualTo(ECHO);
            final List<String> elements = new ArrayList<>();
            json(array).forEach(each -> elements.add(each.toString()));
            assertThat(text(elements, "/candidates/0/content/parts/0/text")).isEqualTo(ECHO);
            assertThat(json(elements.getLast())
                            .at("/usageMetadata/candidatesTokenCount")
                            .asLong())
                    .isEqualTo(Tokens.count(ECHO));
            assertThat(json(elements.getLast()).at("/candidates/0/finishReason").asText())
                    .isEqualTo("STOP");
        }
    }

    @Test
    void geminiTakesBothSpellings() {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.GEMINI));
                PlainClient client = new PlainClient(vendor)) {
            final String path = "/v1beta/models/gemini-2.5-flash:generateContent";
            final JsonNode camel = json(client.post(path, contents(",\"generationConfig\":{\"maxOutputTokens\":2}"))
                    .body());
            final JsonNode snake = json(client.post(path, contents(",\"generation_config\":{\"max_output_tokens\":2}"))
                    .body());

            assertThat(camel.at("/candidates/0/finishReason").asText()).isEqualTo("MAX_TOKENS");
            assertThat(snake.path("candidates")).isEqualTo(camel.path("candidates"));
        }
    }

    static String chat(String more) {
        return """
            {"model":"gpt-4o","messages":[{"role":"user","content":"%s"}]%s}\
            """.formatted(QUESTION, more);
    }

    static String messages(String more) {
        return """
            {"model":"claude-sonnet-4-5","max_tokens":100,"messages":[{"role":"user","content":"%s"}]%s}\
            """.formatted(QUESTION, more);
    }

    static String contents(String more) {
        return """
            {"contents":[{"role":"user","parts":[{"text":"%s"}]}]%s}\
            """.formatted(QUESTION, more);
    }

    static JsonNode json(String text) {
        return Json.parse(text);
    }

    static List<String> data(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    static String text(List<String> events, String pointer) {
        final StringBuilder text = new StringBuilder();
        for (String event : events) {
            if (event.startsWith("{")) {
                text.append(json(event).at(pointer).asText(""));
            }
        }
        return text.toString();
    }
}

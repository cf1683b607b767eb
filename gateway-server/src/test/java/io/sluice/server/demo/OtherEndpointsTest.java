package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OtherEndpointsTest {
    private static final SimulatedVendor OPENAI =
            SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI).keys(SimOptions.DEFAULT_KEY, "other-key"));
    private static final SimulatedVendor GEMINI = SimulatedVendor.start(SimOptions.of(SimVendor.GEMINI));
    private static final PlainClient CLIENT = new PlainClient(OPENAI);
    private static final PlainClient GEMINI_CLIENT = new PlainClient(GEMINI);

    @AfterAll
    static void close() {
        CLIENT.close();
        GEMINI_CLIENT.close();
        OPENAI.close();
        GEMINI.close();
    }

    private static JsonNode post(String path, String body) {
        final HttpResponse<String> answer = CLIENT.post(path, body.replace('\'', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parse(answer.body());
    }

    @Test
    void completionsEchoAndStream() {
        final String body = "{'model':'gpt-3.5-turbo-instruct','prompt':'a b c'%s}";
        final JsonNode whole = post("/v1/completions", body.formatted(""));
        final String stream = CLIENT.post(
                        "/v1/completions",
                        body.formatted(",'stream':true,'stream_options':{'include_usage':true}")
                                .replace('\'', '"'))
                .body();

        assertThat(whole.at("/choices/0/text").asText()).isEqualTo("You said: a b c");
        assertThat(whole.at("/usage/total_tokens").asInt()).isEqualTo(3 + 5);
        assertThat(SimulatedAnswersTest.text(SimulatedAnswersTest.data(stream), "/choices/0/text"))
                .isEqualTo("You said: a b c");
        assertThat(stream).contains("\"completion_tokens\":5").endsWith("data: [DONE]\n\n");
    }

    @Test
    void embeddingsAreTheSameInBothEncodings() {
        final JsonNode floats =
                post("/v1/embeddings", "{'model':'text-embedding-3-small','input':['a','b c'],'dimensions':3}");
        final JsonNode base64 = post(
                "/v1/embeddings",
                "{'model':'text-embedding-3-small','input':['a','b c'],'dimensions':3,'encoding_format':'base64'}");

        final ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(base64.at("/data/1/embedding").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.remaining()).isEqualTo(3 * Float.BYTES);
        for (JsonNode value : floats.at("/data/1/embedding")) {
            assertThat(bytes.getFloat()).isEqualTo(value.floatValue());
        }
        assertThat(floats.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        assertThat(post("/v1/embeddings", "{'model':'text-embedding-3-small','input':[1,2,3]}")
                        .path("data"))
                .hasSize(1);
    }

    @Test
    void moderatesReranksAndDraws() {
        assertThat(post("/v1/moderations", "{'input':['fine','simulated-violence']}")
                        .findValuesAsText("flagged"))
                .containsExactly("false", "true");
        final JsonNode ranked = post(
                "/v1/rerank",
                "{'model':'rerank-1','query':'blue sky','documents':['red','blue sea','the blue sky'],'top_n':2}");
        assertThat(ranked.at("/results").findValuesAsText("index")).containsExactly("2", "1");
        assertThat(ranked.at("/usage/total_tokens").asInt()).isEqualTo(2 + 1 + 2 + 3);
        final JsonNode images = post("/v1/images/generations", "{'prompt':'a cat','n':2}");
        assertThat(images.path("data")).hasSize(2);
        assertThat(images.at("/usage/output_tokens").asInt()).isEqualTo(2 * Tokens.PER_ATTACHMENT);
    }

    @Test
    void speaksAndListens() {
        final HttpResponse<String> speech = CLIENT.post(
                "/v1/audio/speech", "{'model':'gpt-4o-mini-tts','input':'hello','voice':'alloy'}".replace('\'', '"'));
        final String form = """
            --cut\r
            Content-Disposition: form-data; name="model"\r
            \r
            whisper-1\r
            --cut\r
            Content-Disposition: form-data; name="file"; filename="a.wav"\r
            Content-Type: audio/wav\r
            \r
            12345\r
            --cut--\r
            """;
        final HttpResponse<String> heard = CLIENT.send(CLIENT.request("/v1/audio/transcriptions")
                .header("content-type", "multipart/form-data; boundary=cut")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());

        assertThat(speech.headers().firstValue("content-type")).hasValue("audio/mpeg");
        assertThat(speech.body()).startsWith("simulated sound of hello");
        assertThat(Json.parse(heard.body()).path("text").asText()).isEqualTo("Heard 5 bytes.");
    }

    @Test
    void modelsAreListedAndFoundByName() {
        assertThat(Json.parse(CLIENT.get("/v1/models").body()).at("/data/0/id").asText())
                .isEqualTo("gpt-4o");
        assertThat(Json.parse(CLIENT.get("/v1/models/gpt-4o").body())
                        .path("object")
                        .asText())
                .isEqualTo("model");
        assertThat(CLIENT.get("/v1/models/none").statusCode()).isEqualTo(404);
    }

    @Test
    void aStoredResponseBelongsToTheKeyThatMadeIt() {
        final String id = post("/v1/responses", "{'model':'gpt-4o','input':'x y'}")
                .path("id")
                .asText();
        try (RawClient stranger = new RawClient(OPENAI)) {
            stranger.send(
                    "GET /v1/responses/" + id + " HTTP/1.1\r\nhost: x\r\nauthorization: Bearer other-key\r\n\r\n");

            assertThat(stranger.readUntil("\r\n")).startsWith("HTTP/1.1 404");
        }
        assertThat(post("/v1/responses", "{'model':'gpt-4o','input':'x','previous_response_id':'" + id + "'}")
                        .path("previous_response_id")
                        .asText())
                .isEqualTo(id);
        assertThat(CLIENT.get("/v1/responses/" + id + "/input_items").body()).contains("x y");
        assertThat(Json.parse(CLIENT.delete("/v1/responses/" + id).body())
                        .path("deleted")
                        .asBoolean())
                .isTrue();
        assertThat(CLIENT.get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void aResponseNobodyWantedStoredIsNotFound() {
        final String id = post("/v1/responses", "{'model':'gpt-4o','input':'x','store':false}")
                .path("id")
                .asText();

        assertThat(CLIENT.get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void responseEventsAreNumberedWithoutGap() {
        final String stream = CLIENT.post(
                        "/v1/responses",
                        "{\"model\":\"gpt-4o\",\"input\":\"x\",\"stream\":true}",
                        "x-sim",
                        "reasoning=3;tool=f;text=some words")
                .body();

        final List<String> events = SimulatedAnswersTest.data(stream);
        for (int i = 0; i < events.size(); i++) {
            assertThat(Json.parse(events.get(i)).path("sequence_number").asInt())
                    .isEqualTo(i);
        }
        final JsonNode last = Json.parse(events.getLast());
        assertThat(last.path("type").asText()).isEqualTo("response.completed");
        assertThat(last.at("/response/output").findValuesAsText("type"))
                .containsSubsequence("reasoning", "message", "function_call");
        assertThat(stream).doesNotContain("[DONE]");
    }

    @Test
    void aResponseThatFailsInMidStreamSaysSoTwice() {
        final String stream = CLIENT.post(
                        "/v1/responses",
                        "{\"model\":\"gpt-4o\",\"input\":\"x\",\"stream\":true}",
                        "x-sim",
                        "mid-error=4")
                .body();

        assertThat(stream.lines().filter(line -> line.startsWith("event: ")))
                .endsWith("event: error", "event: response.failed");
    }

    @Test
    void geminiCountsAndEmbeds() {
        final String base = "/v1beta/models/gemini-embedding-001:";
        final String content = "{\"content\":{\"parts\":[{\"text\":\"a b\"}]}}";
        final JsonNode one =
                Json.parse(GEMINI_CLIENT.post(base + "embedContent", content).body());
        final JsonNode many = Json.parse(GEMINI_CLIENT
                .post(base + "batchEmbedContents", "{\"requests\":[" + content + "," + content + "]}")
                .body());
        final JsonNode counted = Json.parse(GEMINI_CLIENT
                .post(
                        "/v1beta/models/gemini-2.5-flash%3AcountTokens",
                        "{\"generateContentRequest\":{\"model\":\"models/gemini-2.5-flash\",\"contents\":[{\"parts\":[{\"text\":\"a"
                                + " b\"}]}]}}")
                .body());

        assertThat(many.path("embeddings")).hasSize(2).first().isEqualTo(one.path("embedding"));
        assertThat(counted.path("totalTokens").asInt()).isEqualTo(2);
    }

    @Test
    void geminiTakesItsKeyInTheQueryToo() {
        try (RawClient raw = new RawClient(GEMINI)) {
            raw.send("GET /v1beta/models?key=sim-key HTTP/1.1\r\nhost: x\r\n\r\n");

            assertThat(raw.readUntil("\r\n")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void geminiNamesWhenToComeBack() {
        final HttpResponse<String> answer = GEMINI_CLIENT.post(
                "/v1beta/models/gemini-2.5-flash:generateContent",
                SimulatedAnswersTest.contents(""),
                "x-sim",
                "status=429;retry-after=7");

        assertThat(Json.parse(answer.body()).at("/error/details/0/retryDelay").asText())
                .isEqualTo("7s");
    }
}

package io.sluice.codec.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CompletionsTest {
    private static final CompletionsCodec CODEC = CompletionsCodec.INSTANCE;
    private static final String HEAD =
            "{\"id\":\"cmpl-7\",\"object\":\"text_completion\",\"created\":1767225600,\"model\":\"m\",\"choices\":";

    private final Work work = new Work();

    @BeforeEach
    void begin() {
        work.begin(TranslateSettings.DEFAULT, "0123456789abcdef".repeat(3), 1_767_225_600, 1 << 20);
    }

    private static Request read(String json) throws UnsupportedException {
        return CODEC.newRequestReader().read(JsonValue.of(json), Hints.NONE);
    }

    private static String text(Request request) {
        assertThat(request.turns()).hasSize(1);
        final Turn turn = request.turns().getFirst();
        assertThat(turn.role()).isEqualTo(Turn.Role.USER);
        return ((Part.Text) turn.parts().getFirst()).text().text();
    }

    @Test
    void aPromptIsWhatAUserSays() throws Exception {
        assertThat(text(read("{\"model\":\"m\",\"prompt\":\"Once\\n\"}"))).isEqualTo("Once\n");
        assertThat(text(read("{\"prompt\":[\"Once\"],\"model\":\"m\"}"))).isEqualTo("Once");
    }

    @Test
    void settingsPassAsTheyAreWritten() throws Exception {
        final Request request =
                read("{\"model\":\"m\",\"prompt\":\"x\",\"max_tokens\":5,\"temperature\":0.70,\"top_p\":1e0,"
                        + "\"n\":2,\"stop\":[\"a\",\"b\"],\"seed\":9,\"presence_penalty\":0.5,\"frequency_penalty\":-1,"
                        + "\"logit_bias\":{\"5\":1},\"user\":\"u\",\"stream\":true,\"stream_options\":{\"x\":1,\"include_usage\":true},"
                        + "\"odd\":1}");
        assertThat(request.model().text()).isEqualTo("m");
        assertThat(request.answering().maxTokens()).isEqualTo(JsonValue.of("5"));
        assertThat(request.answering().choices()).isEqualTo(2);
        assertThat(request.sampling().temperature()).isEqualTo(JsonValue.of("0.70"));
        assertThat(request.sampling().topP()).isEqualTo(JsonValue.of("1e0"));
        assertThat(request.sampling().seed()).isEqualTo(JsonValue.of("9"));
        assertThat(request.sampling().presencePenalty()).isEqualTo(JsonValue.of("0.5"));
        assertThat(request.sampling().frequencyPenalty()).isEqualTo(JsonValue.of("-1"));
        assertThat(request.sampling().logitBias()).isEqualTo(JsonValue.of("{\"5\":1}"));
        assertThat(request.sampling().stop()).extracting(JsonString::text).containsExactly("a", "b");
        assertThat(request.account().endUser()).isEqualTo(JsonString.of("u"));
        assertThat(request.stream()).isTrue();
        assertThat(request.includeUsage()).isTrue();
        assertThat(request.extras()).extracting(extra -> extra.name()).containsExactly("odd");
    }

    @Test
    void whatSaysNothingNewIsTaken() throws Exception {
        final Request request = read("{\"model\":\"m\",\"prompt\":\"x\",\"suffix\":null,\"echo\":false,\"best_of\":1,"
                + "\"logprobs\":null,\"n\":null,\"stop\":null,\"stream_options\":null,\"temperature\":null}");
        assertThat(request).isEqualTo(read("{\"model\":\"m\",\"prompt\":\"x\"}"));
    }

    @Test
    void aReaderForgetsTheLastRequest() throws Exception {
        final var reader = CODEC.newRequestReader();
        reader.read(
                JsonValue.of(
                        "{\"model\":\"m\",\"prompt\":\"x\",\"n\":2,\"stop\":\"a\",\"temperature\":1,\"user\":\"u\"}"),
                Hints.NONE);
        final Request second = reader.read(JsonValue.of("{\"model\":\"m\",\"prompt\":\"x\"}"), Hints.NONE);
        assertThat(second).isEqualTo(read("{\"model\":\"m\",\"prompt\":\"x\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|prompt",
                "{\"prompt\":null}|prompt",
                "{\"prompt\":\"\"}|prompt",
                "{\"prompt\":[]}|prompt",
                "{\"prompt\":[\"a\",\"b\"]}|prompt",
                "{\"prompt\":[1,2]}|prompt",
                "{\"prompt\":[[1],[2]]}|prompt",
                "{\"prompt\":[\"a\",3]}|prompt",
                "{\"prompt\":{}}|prompt",
                "{\"prompt\":\"a\",\"suffix\":\"end\"}|suffix",
                "{\"prompt\":\"a\",\"echo\":true}|echo",
                "{\"prompt\":\"a\",\"best_of\":2}|best_of",
                "{\"prompt\":\"a\",\"logprobs\":0}|logprobs",
                "{\"prompt\":\"a\",\"logprobs\":5}|logprobs",
                "{\"prompt\":\"a\",\"n\":0}|n",
                "{\"prompt\":\"a\",\"n\":1.5}|n",
                "{\"prompt\":\"a\",\"n\":\"2\"}|n",
                "{\"prompt\":\"a\",\"n\":99999999999}|n",
                "{\"prompt\":\"a\",\"stop\":[1]}|stop",
                "{\"prompt\":\"a\",\"stop\":7}|stop",
                "{\"prompt\":\"a\",\"max_tokens\":true}|max_tokens",
                "{\"prompt\":\"a\",\"temperature\":\"1\"}|temperature",
                "{\"prompt\":\"a\",\"seed\":{}}|seed",
                "{\"prompt\":[\"a\"|body",
                "{\"prompt\":\"a\"|body",
                "{\"prompt\":\"a\"}}|body",
                "\"a\"|body"
            })
    void whatChatHasNoPlaceForIsRefusedByName(String json, String field) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        UnsupportedException.class,
                        refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void towardsAnUpstreamItIsChat() throws Exception {
        final Request request = read("{\"model\":\"m\",\"prompt\":\"Once\",\"max_tokens\":5,\"stop\":\"a\"}");
        final ByteBuf out = Unpooled.buffer();
        CODEC.newRequestWriter().write(request, "up", work, false, out);
        final JsonNode json = node(out);
        assertThat(json.path("messages").toString()).isEqualTo("[{\"role\":\"user\",\"content\":\"Once\"}]");
        assertThat(json.path("max_completion_tokens").asInt()).isEqualTo(5);
        assertThat(json.path("model").asText()).isEqualTo("up");
    }

    private static JsonNode node(ByteBuf out) {
        return Fixtures.read(out.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    private static Usage usage(long input, long output) {
        final Usage usage = new Usage();
        usage.set(input, 0, 0, output, 0);
        return usage;
    }

    private static Part text(String text) {
        return new Part.Text(JsonString.of(text), null);
    }

    @Test
    void anAnswerIsItsTexts() throws Exception {
        work.request(read("{\"model\":\"m\",\"prompt\":\"x\"}"));
        final Response response = new Response(
                JsonString.of("msg_7"),
                List.of(
                        new Choice(
                                0,
                                List.of(new Part.Reasoning(JsonString.of("hm"), null), text("a\n"), text("b")),
                                Finish.LENGTH,
                                null),
                        new Choice(1, List.of(), Finish.TOOL_CALLS, null)),
                usage(3, 2),
                null);
        final ByteBuf out = Unpooled.buffer();
        CODEC.newResponseWriter().write(response, work, out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith(HEAD + "[{\"text\":\"a\\nb\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"length\"},"
                        + "{\"text\":\"\",\"index\":1,\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{");
        assertThat(node(out).at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        assertThat(node(out).at("/usage/total_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void usageNobodyToldIsEstimated() throws Exception {
        work.request(read("{\"model\":\"m\",\"prompt\":\"x\"}"));
        work.estimatedInputTokens(11);
        final Response response = new Response(
                JsonString.EMPTY,
                List.of(new Choice(0, List.of(text("abcdefgh")), Finish.STOP, null)),
                new Usage(),
                null);
        final ByteBuf out = Unpooled.buffer();
        CODEC.newResponseWriter().write(response, work, out);
        assertThat(node(out).at("/usage/prompt_tokens").asInt()).isEqualTo(11);
        assertThat(node(out).at("/usage/completion_tokens").asInt()).isEqualTo(2);
        assertThat(node(out).at("/id").asText()).startsWith("cmpl-0123456789");
        assertThat(work.losses().estimated()).containsExactly("usage");
    }

    private String stream(boolean includeUsage, Event... events) throws Exception {
        work.request(read("{\"model\":\"m\",\"prompt\":\"x\",\"stream\":true,\"stream_options\":{\"include_usage\":"
                + includeUsage + "}}"));
        final StreamWriter writer = CODEC.newStreamWriter();
        writer.begin(work);
        final ByteBuf out = Unpooled.buffer();
        for (final Event event : events) {
            writer.event(event, out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Event said(int choice, String wire) {
        final byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
        return new Event.Text(choice, JsonString.view(bytes, 0, bytes.length, true));
    }

    private static final Event START = new Event.Start(JsonString.of("chatcmpl-7"));

    private static String chunk(String text, int index, String finish) {
        return "data: " + HEAD + "[{\"text\":\"" + text + "\",\"index\":" + index
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}\n\n";
    }

    @Test
    void aStreamTellsEachTextAtOnceAndTheEndLast() throws Exception {
        assertThat(stream(
                        false,
                        START,
                        new Event.Reasoning(0, JsonString.of("hm")),
                        Event.Alive.INSTANCE,
                        said(0, "a"),
                        said(1, "b\\n"),
                        new Event.Told(usage(3, 2)),
                        new Event.Finished(0, Finish.STOP, null),
                        new Event.Finished(1, Finish.CONTENT_FILTER, null),
                        Event.End.INSTANCE,
                        said(0, "late")))
                .isEqualTo(": ping\n\n" + chunk("a", 0, "null") + chunk("b\\n", 1, "null") + chunk("", 0, "\"stop\"")
                        + chunk("", 1, "\"content_filter\"") + "data: [DONE]\n\n");
    }

    @Test
    void usageIsToldWhenItWasAskedFor() throws Exception {
        final String told = stream(
                true,
                START,
                said(0, "a"),
                new Event.Told(usage(1, 1)),
                new Event.Told(usage(3, 2)),
                new Event.Finished(0, Finish.STOP, null),
                Event.End.INSTANCE);
        assertThat(told).contains("data: " + HEAD + "[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,");
        assertThat(told).endsWith("}\n\ndata: [DONE]\n\n");
    }

    @Test
    void aCharacterIsNeverCut() throws Exception {
        assertThat(stream(
                        false,
                        START,
                        said(0, "\\ud83d"),
                        said(0, "\\ude00"),
                        said(0, "x\\ud83d"),
                        new Event.Finished(0, Finish.STOP, null),
                        Event.End.INSTANCE))
                .isEqualTo(chunk("\\ud83d\\ude00", 0, "null") + chunk("x", 0, "null") + chunk("\ufffd", 0, "null")
                        + chunk("", 0, "\"stop\"") + "data: [DONE]\n\n");
    }

    @Test
    void aFailureIsTheLastThingTold() throws Exception {
        final Event failed = new Event.Failed(Failure.of(ErrorType.UPSTREAM_ERROR, "gone"));
        assertThat(stream(true, START, said(0, "a"), failed, Event.End.INSTANCE))
                .isEqualTo(chunk("a", 0, "null")
                        + "data: {\"error\":{\"message\":\"gone\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":\"upstream_error\"}}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain-text", "reasoning", "multi-choice", "unicode-split", "empty-deltas", "stop-length"})
    void whatAnUpstreamStreamsAsChatIsToldWhole(String scenario) throws Exception {
        work.request(read("{\"model\":\"m\",\"prompt\":\"x\",\"stream\":true}"));
        final ByteBuf out = Unpooled.buffer();
        final StreamWriter writer = CODEC.newStreamWriter();
        writer.begin(work);
        Recorder.of(
                CODEC.newStreamReader(),
                work,
                Fixtures.bytes(scenario + "/openai.stream.sse"),
                event -> writer.event(event, out));
        final JsonNode expected = Fixtures.json(scenario + "/expected.json");
        final String[] texts = new String[expected.path("choices").size()];
        java.util.Arrays.fill(texts, "");
        for (final String line : out.toString(StandardCharsets.UTF_8).split("\n\n")) {
            if (!line.equals("data: [DONE]")) {
                final JsonNode choice = Fixtures.read(line.substring(6).getBytes(StandardCharsets.UTF_8))
                        .at("/choices/0");
                texts[choice.path("index").asInt()] += choice.path("text").asText();
            }
        }
        for (int i = 0; i < texts.length; i++) {
            assertThat(texts[i])
                    .isEqualTo(expected.path("choices").path(i).path("text").asText());
        }
    }
}

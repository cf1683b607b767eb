package io.sluice.codec.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client of this dialect is sent, step by step. */
class AnthropicStreamWriterTest {
    private static final Event START = new Event.Start(JsonString.of("chatcmpl-7"));

    private final Translating translating = new Translating();

    /** The stream of these steps, begun and ended. */
    private List<JsonNode> events(Event... steps) {
        final List<Event> all = new ArrayList<>(List.of(START));
        all.addAll(List.of(steps));
        all.add(new Event.Finished(0, Finish.STOP, null));
        all.add(Event.End.INSTANCE);
        return Grammar.require(translating.stream(all.toArray(Event[]::new)));
    }

    /** The blocks of it, each as one line. */
    private List<String> blocks(Event... steps) {
        final List<String> blocks = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (final JsonNode event : events(steps)) {
            switch (event.path("type").asText()) {
                case "content_block_start" -> {
                    final JsonNode block = event.path("content_block");
                    open = new StringBuilder(block.path("type").asText());
                    for (final String name : List.of("id", "name", "data")) {
                        open.append(block.has(name) ? " " + block.path(name).asText() : "");
                    }
                    open.append(':');
                }
                case "content_block_delta" -> {
                    final JsonNode delta = event.path("delta");
                    for (final String name : List.of("text", "thinking", "signature", "partial_json")) {
                        open.append(delta.has(name) ? "<" + delta.path(name).asText() + ">" : "");
                    }
                }
                case "content_block_stop" -> blocks.add(open.toString());
                default -> {}
            }
        }
        return blocks;
    }

    @Test
    void beginsWithTheCountsKnownByThenAndEndsWithAll() {
        final Usage first = new Usage();
        first.set(100, 60, 30, 0, 0);
        final Usage last = new Usage();
        last.set(100, 60, 30, 50, 20);

        final List<JsonNode> events = Grammar.require(translating.stream(
                START,
                new Event.Told(first),
                text("x"),
                new Event.Told(last),
                new Event.Finished(0, Finish.STOP, null),
                Event.End.INSTANCE));

        final JsonNode message = events.get(0).path("message");
        assertThat(message.path("id").asText()).isEqualTo("msg_7");
        assertThat(message.path("usage"))
                .isEqualTo(Translating.tree("{\"input_tokens\":10,\"cache_creation_input_tokens\":30,"
                        + "\"cache_read_input_tokens\":60,\"output_tokens\":0}"));
        assertThat(events.get(2).path("type").asText()).isEqualTo("ping");
        final JsonNode delta = events.get(events.size() - 2);
        assertThat(delta.path("usage").path("output_tokens").asInt()).isEqualTo(50);
        assertThat(delta.path("usage")
                        .path("output_tokens_details")
                        .path("thinking_tokens")
                        .asInt())
                .isEqualTo(20);
        assertThat(delta.path("delta"))
                .isEqualTo(Translating.tree("{\"stop_reason\":\"end_turn\",\"stop_sequence\":null}"));
    }

    @Test
    void namesTheModelTheClientAskedForAndMakesAnId() throws Exception {
        translating.read("{\"model\":\"my \\\"model\\\"\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

        final JsonNode message = Grammar.require(
                        translating.stream(new Event.Start(JsonString.EMPTY), Event.End.INSTANCE))
                .get(0)
                .path("message");

        assertThat(message.path("model").asText()).isEqualTo("my \"model\"");
        assertThat(message.path("id").asText()).isEqualTo("msg_0123456789abcdef01234567");
        assertThat(message.path("role").asText()).isEqualTo("assistant");
        assertThat(message.path("content")).isEmpty();
        assertThat(message.path("stop_reason").isNull()).isTrue();
    }

    @Test
    void opensABlockOnlyForWhatIsSaid() {
        assertThat(blocks(text(""), thought(""), text("a"), text(""), text("b")))
                .containsExactly("text:<a><b>");
    }

    @Test
    void closesThinkingWithItsMark() {
        assertThat(blocks(
                        thought("t"),
                        thought("u"),
                        sealed(-1, Seal.of(Origin.ANTHROPIC, JsonString.of("c2ln"))),
                        sealed(-1, new Seal(Origin.ANTHROPIC, JsonString.of("ZGF0"), true, null)),
                        sealed(-1, Seal.of(Origin.ANTHROPIC, JsonString.of("alone"))),
                        text("x")))
                .containsExactly("thinking:<t><u><c2ln>", "redacted_thinking ZGF0:", "thinking:<alone>", "text:<x>");
    }

    @Test
    void putsForeignMarksIntoAnEnvelope() {
        assertThat(blocks(
                        thought("o"),
                        text("x"),
                        thought("p"),
                        sealed(-1, new Seal(Origin.RESPONSES, JsonString.of("enc"), false, JsonString.of("rs_1"))),
                        sealed(0, Seal.of(Origin.GEMINI, JsonString.of("U0lH"))),
                        call(0, "1", "f"),
                        args(0, "{}"),
                        new Event.CallEnd(0, 0)))
                .containsExactly(
                        "thinking:<o><sl1.o.>",
                        "text:<x>",
                        "thinking:<p><sl1.p.rs_1.enc>",
                        "thinking:<sl1.g.U0lH>",
                        "tool_use 1 f:<{}>");
    }

    @Test
    void putsTheMarkOfACallOnTheThoughtBeforeIt() {
        assertThat(blocks(
                        thought("t"),
                        sealed(0, Seal.of(Origin.GEMINI, JsonString.of("U0lH"))),
                        call(0, "1", "f"),
                        new Event.CallEnd(0, 0)))
                .containsExactly("thinking:<t><sl1.g.U0lH>", "tool_use 1 f:");
    }

    @Test
    void tellsMixedCallsOneAfterTheOther() {
        assertThat(blocks(
                        text("x"),
                        call(0, "a", "f"),
                        args(0, "{\"k\":"),
                        call(1, "b", "g"),
                        args(1, "{\"l\""),
                        args(0, "1}"),
                        args(1, ":2}"),
                        new Event.CallEnd(0, 0),
                        new Event.CallEnd(0, 1)))
                .containsExactly("text:<x>", "tool_use a f:<{\"k\":><1}>", "tool_use b g:<{\"l\"><:2}>");
    }

    @Test
    void failsRatherThanHoldMoreThanItMay() {
        translating.work.begin(TranslateSettings.DEFAULT, Translating.ID_TAIL, 1, 8);
        final StreamWriter writer = AnthropicCodec.INSTANCE.newStreamWriter();
        writer.begin(translating.work);
        final ByteBuf out = Unpooled.buffer();
        for (final Event step : List.of(
                START,
                call(0, "a", "f"),
                call(1, "b", "g"),
                args(1, "{\"long\":1}"),
                args(0, "{}"),
                Event.End.INSTANCE)) {
            writer.event(step, out);
        }

        final List<JsonNode> events = Grammar.require(out.toString(StandardCharsets.UTF_8));

        assertThat(events.get(events.size() - 1).path("error").path("type").asText())
                .isEqualTo("api_error");
        assertThat(writer.failure()).isNotNull();
    }

    @Test
    void makesIdsThatTheVendorsClientsTake() {
        assertThat(blocks(call(0, "", "f"), new Event.CallEnd(0, 0), call(1, "a.b", "g"), new Event.CallEnd(0, 1)))
                .satisfiesExactly(
                        made -> assertThat(made).matches("tool_use call_[0-9A-Za-z]{24} f:"),
                        cleaned -> assertThat(cleaned).isEqualTo("tool_use a_b g:"));
    }

    @Test
    void neverCutsACharacterInTwo() {
        assertThat(blocks(
                        text("a\\ud83c"),
                        text("\\udf0d b"),
                        thought("\\ud83c"),
                        call(0, "1", "f"),
                        args(0, "{\\\"k\\\":\\\"\\ud83c"),
                        args(0, "\\udf0d\\\"}"),
                        new Event.CallEnd(0, 0)))
                .containsExactly(
                        "text:<a><\ud83c\udf0d b>",
                        "thinking:<\ufffd><sl1.o.>",
                        "tool_use 1 f:<{\"k\":\"><\ud83c\udf0d\"}>");
    }

    @Test
    void tellsWhyItEnded() {
        assertThat(end(new Event.Finished(0, Finish.LENGTH, null))
                        .path("stop_reason")
                        .asText())
                .isEqualTo("max_tokens");
        assertThat(end(new Event.Finished(0, Finish.TOOL_CALLS, null))
                        .path("stop_reason")
                        .asText())
                .isEqualTo("tool_use");
        assertThat(end(new Event.Finished(0, Finish.CONTENT_FILTER, null)))
                .isEqualTo(Translating.tree("{\"stop_reason\":\"refusal\",\"stop_sequence\":null,"
                        + "\"stop_details\":{\"type\":\"refusal\",\"category\":null,\"explanation\":null}}"));
        assertThat(end(new Event.Finished(0, Finish.STOP, JsonString.of("END"))))
                .isEqualTo(Translating.tree("{\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"END\"}"));
    }

    private JsonNode end(Event.Finished finished) {
        final List<JsonNode> events =
                Grammar.require(translating.stream(START, text("x"), finished, Event.End.INSTANCE));
        return events.get(events.size() - 2).path("delta");
    }

    @Test
    void putsItsEstimateWhereTheUpstreamToldNothing() {
        translating.work.estimatedInputTokens(11);

        final List<JsonNode> events = events(text("12345678"));

        assertThat(events.get(events.size() - 2)
                        .path("usage")
                        .path("input_tokens")
                        .asInt())
                .isEqualTo(11);
        assertThat(events.get(events.size() - 2)
                        .path("usage")
                        .path("output_tokens")
                        .asInt())
                .isEqualTo(2);
        assertThat(translating.work.losses().estimated()).containsExactly("usage");
    }

    @Test
    void leavesTheBlockOpenWhenItFails() {
        final String stream = translating.stream(
                START,
                text("x"),
                new Event.Failed(Failure.of(ErrorType.OVERLOADED, "no \"room\"")),
                text("y"),
                Event.End.INSTANCE);

        assertThat(stream)
                .endsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                        + "\"message\":\"no \\\"room\\\"\"}}\n\n")
                .doesNotContain("content_block_stop", "message_stop");
        Grammar.require(stream);
    }

    @Test
    void tellsAFailureBeforeAnythingElse() {
        assertThat(translating.stream(new Event.Failed(Failure.of(ErrorType.UPSTREAM_ERROR, "m"))))
                .startsWith("event: error\n");
    }

    @Test
    void pingsWheneverThereIsASignOfLife() {
        assertThat(translating.stream(Event.Alive.INSTANCE)).isEqualTo("event: ping\ndata: {\"type\":\"ping\"}\n\n");
        assertThat(translating.stream(START, Event.Alive.INSTANCE))
                .startsWith("event: message_start\n")
                .endsWith("event: ping\ndata: {\"type\":\"ping\"}\n\n");
    }

    @Test
    void tellsTheFirstOfSeveralChoicesOnly() {
        assertThat(blocks(text("a"), new Event.Text(1, JsonString.of("no")), text("b")))
                .containsExactly("text:<a><b>");
    }

    @Test
    void writesAtEveryStep() {
        final StreamWriter writer = AnthropicCodec.INSTANCE.newStreamWriter();
        writer.begin(translating.work);
        final ByteBuf out = Unpooled.buffer();
        writer.event(START, out);
        for (final Event step : List.of(text("a"), thought("b"), call(0, "1", "f"), args(0, "{}"))) {
            final int before = out.readableBytes();
            writer.event(step, out);
            assertThat(out.readableBytes()).as("%s", step).isGreaterThan(before);
        }
    }

    private static Event text(String wire) {
        return new Event.Text(0, wire(wire));
    }

    private static Event thought(String wire) {
        return new Event.Reasoning(0, wire(wire));
    }

    private static Event sealed(int call, Seal seal) {
        return new Event.Sealed(0, call, seal);
    }

    private static Event call(int call, String id, String name) {
        return new Event.CallStart(0, call, JsonString.of(id), JsonString.of(name));
    }

    private static Event args(int call, String text) {
        return new Event.CallArgs(0, call, text.contains("\\") ? wire(text) : JsonString.of(text));
    }

    /** The inside of a JSON string as it is written, escapes and all. */
    private static JsonString wire(String content) {
        final byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return JsonString.view(bytes, 0, bytes.length, true);
    }
}

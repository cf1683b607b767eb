package io.sluice.codec.dialect.gemini;

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
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client of this dialect hears of the steps of a stream. */
class GeminiStreamWriterTest {
    private static final Event START = new Event.Start(JsonString.of("chatcmpl-abc"));
    private static final Event STOP = new Event.Finished(0, Finish.STOP, null);

    private final Translating translating = new Translating();

    private static Event text(String text) {
        return new Event.Text(0, JsonString.view(bytes(text), 0, bytes(text).length, true));
    }

    private static Event thought(String text) {
        return new Event.Reasoning(0, JsonString.of(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Event start(int call) {
        return new Event.CallStart(0, call, JsonString.of("c" + call), JsonString.of("f" + call));
    }

    private static Event args(int call, String text) {
        return new Event.CallArgs(0, call, JsonString.of(text));
    }

    private List<JsonNode> written(Event... events) {
        return Grammar.require(translating.stream(events));
    }

    private static JsonNode part(JsonNode object) {
        return object.path("candidates").path(0).path("content").path("parts").path(0);
    }

    @Test
    void everyPieceOfTextIsAnEventAndTheLastTellsFinishAndUsage() {
        final Usage usage = new Usage();
        usage.set(10, 4, 1, 8, 3);

        final List<JsonNode> written =
                written(START, text("He"), text("llo"), new Event.Told(usage), STOP, Event.End.INSTANCE);

        assertThat(written).hasSize(3);
        assertThat(part(written.get(1)).path("text").asText()).isEqualTo("llo");
        final JsonNode last = written.get(2);
        assertThat(last.path("candidates").path(0).path("finishReason").asText())
                .isEqualTo("STOP");
        assertThat(part(last)).isEqualTo(Translating.tree("{\"text\":\"\"}"));
        assertThat(last.path("usageMetadata"))
                .isEqualTo(Translating.tree("{\"promptTokenCount\":10,\"cachedContentTokenCount\":4,"
                        + "\"candidatesTokenCount\":5,\"thoughtsTokenCount\":3,\"totalTokenCount\":18}"));
        assertThat(last.path("responseId").asText()).isEqualTo("abc");
    }

    @Test
    void nothingIsWrittenForWhatSaysNothing() {
        assertThat(translating.stream(START, text(""), start(0), args(0, "{"))).isEmpty();
    }

    @Test
    void aCallIsToldWhenItIsWholeOnOneLine() {
        final String stream = translating.stream(
                START, start(0), args(0, "{\n \"a\": \"x"), args(0, " y\\n\",\t\"b\":1.0}"), new Event.CallEnd(0, 0));

        assertThat(stream)
                .contains("\"functionCall\":{\"id\":\"c0\",\"name\":\"f0\",\"args\":{\"a\":\"x y\\n\",\"b\":1.0}}")
                .endsWith("}\n\n");
        assertThat(stream.lines().filter(line -> !line.isEmpty())).hasSize(1);
    }

    @Test
    void mixedCallsAreToldEachWhole() {
        final List<JsonNode> written = written(
                START,
                start(0),
                start(1),
                args(1, "{\"b\":"),
                args(0, "{\"a\":1"),
                args(1, "2}"),
                new Event.CallEnd(0, 1),
                args(0, "}"),
                new Event.CallEnd(0, 0),
                new Event.Finished(0, Finish.TOOL_CALLS, null),
                Event.End.INSTANCE);

        assertThat(part(written.get(0))
                        .path("functionCall")
                        .path("args")
                        .path("b")
                        .asInt())
                .isEqualTo(2);
        assertThat(part(written.get(1))
                        .path("functionCall")
                        .path("args")
                        .path("a")
                        .asInt())
                .isEqualTo(1);
        assertThat(written.get(2)
                        .path("candidates")
                        .path(0)
                        .path("finishReason")
                        .asText())
                .isEqualTo("STOP");
    }

    @Test
    void aCallCutByTheLimitIsLeftOutAndReported() {
        final List<JsonNode> written = written(
                START,
                start(0),
                args(0, "{\"a\":"),
                new Event.CallEnd(0, 0),
                new Event.Finished(0, Finish.LENGTH, null),
                Event.End.INSTANCE);

        assertThat(written).hasSize(1);
        assertThat(written.get(0)
                        .path("candidates")
                        .path(0)
                        .path("finishReason")
                        .asText())
                .isEqualTo("MAX_TOKENS");
        assertThat(translating.work.losses().dropped()).containsExactly("tool_calls");
    }

    @Test
    void argumentsThatAreNoObjectAreToldInOne() {
        final List<JsonNode> written = written(
                START,
                start(0),
                args(0, "[1]"),
                new Event.CallEnd(0, 0),
                start(1),
                new Event.CallEnd(0, 1),
                STOP,
                Event.End.INSTANCE);

        assertThat(part(written.get(0)).path("functionCall").path("args")).isEqualTo(Translating.tree("{}"));
        assertThat(part(written.get(1)).path("functionCall").path("args"))
                .isEqualTo(Translating.tree("{\"_raw\":\"[1]\"}"));
    }

    @Test
    void halfACharacterWaitsForItsOtherHalf() {
        final List<JsonNode> written =
                written(START, text("a\\ud83c"), text("\\udf0d b"), text("\\ud83c"), STOP, Event.End.INSTANCE);

        assertThat(part(written.get(0)).path("text").asText()).isEqualTo("a");
        assertThat(part(written.get(1)).path("text").asText()).isEqualTo("🌍 b");
        assertThat(part(written.get(2)).path("text").asText()).isEqualTo("\ufffd");
    }

    @Test
    void anothersMarkClosesTheThoughtInAnEnvelope() {
        final Seal seal = Seal.of(Origin.ANTHROPIC, JsonString.of("Sig"));
        final List<JsonNode> written =
                written(START, thought("hm"), new Event.Sealed(0, -1, seal), text("a"), STOP, Event.End.INSTANCE);

        assertThat(part(written.get(0))).isEqualTo(Translating.tree("{\"text\":\"hm\",\"thought\":true}"));
        final JsonNode mark = part(written.get(1));
        assertThat(mark.path("thought").asBoolean()).isTrue();
        assertThat(Signatures.read(JsonString.of(mark.path("thoughtSignature").asText())))
                .isEqualTo(seal);
    }

    @Test
    void itsOwnMarkStandsOnThePartBehindIt() {
        final Seal seal = Seal.of(Origin.GEMINI, JsonString.of("U2ln"));
        final Event sealed = new Event.Sealed(0, -1, seal);

        assertThat(part(written(START, sealed, text("a"), STOP, Event.End.INSTANCE)
                        .get(0)))
                .isEqualTo(Translating.tree("{\"text\":\"a\",\"thoughtSignature\":\"U2ln\"}"));
        assertThat(part(written(START, text("a"), sealed, STOP, Event.End.INSTANCE)
                        .get(1)))
                .isEqualTo(Translating.tree("{\"text\":\"\",\"thoughtSignature\":\"U2ln\"}"));
        assertThat(part(written(
                                START,
                                new Event.Sealed(0, 0, seal),
                                start(0),
                                new Event.CallEnd(0, 0),
                                STOP,
                                Event.End.INSTANCE)
                        .get(0)))
                .isEqualTo(
                        Translating.tree(
                                "{\"functionCall\":{\"id\":\"c0\",\"name\":\"f0\",\"args\":{}},\"thoughtSignature\":\"U2ln\"}"));
    }

    @Test
    void choicesAreToldApart() {
        final List<JsonNode> written = written(
                START,
                new Event.Text(1, JsonString.of("b")),
                text("a"),
                STOP,
                new Event.Finished(1, Finish.CONTENT_FILTER, null),
                Event.End.INSTANCE);

        assertThat(written.get(0).path("candidates").path(0).path("index").asInt())
                .isEqualTo(1);
        assertThat(written.get(2).path("candidates")).hasSize(2);
        assertThat(written.get(2)
                        .path("candidates")
                        .path(0)
                        .path("finishReason")
                        .asText())
                .isEqualTo("SAFETY");
    }

    @Test
    void aFailureIsTheLastThingToldAndTheConnectionHasToBeCut() {
        final StreamWriter writer = GeminiCodec.EVENTS.newStreamWriter();
        final Failure failure = new Failure(ErrorType.OVERLOADED, 529, "busy", null, null, -1);

        final String stream =
                translating.stream(START, text("a"), new Event.Failed(failure), text("b"), STOP, Event.End.INSTANCE);

        final List<JsonNode> written = Grammar.require(stream);
        assertThat(written).hasSize(2);
        assertThat(written.get(1))
                .isEqualTo(
                        Translating.tree("{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}"));
        assertThat(writer.mustCutAfterFailure()).isTrue();
    }

    @Test
    void whatCannotBeHeldEndsTheStreamWithAFailure() {
        translating.work.begin(TranslateSettings.DEFAULT, Translating.ID_TAIL, 0, 16);
        final StreamWriter writer = GeminiCodec.EVENTS.newStreamWriter();
        writer.begin(translating.work);
        final ByteBuf out = Unpooled.buffer();
        for (final Event event : List.of(START, start(0), args(0, "{\"a\":\"" + "x".repeat(20)), text("more"))) {
            writer.event(event, out);
        }

        assertThat(writer.failure()).isNotNull();
        assertThat(Grammar.require(out.toString(StandardCharsets.UTF_8))).hasSize(1);
    }

    @Test
    void anArrayIsOneDocumentWhateverHappens() {
        assertThat(Grammar.requireArray(
                        array(START, text("a"), Event.Alive.INSTANCE, text("b"), STOP, Event.End.INSTANCE)))
                .hasSize(3);
        assertThat(Grammar.requireArray(array(START, STOP, Event.End.INSTANCE))).hasSize(1);
        final Event failed = new Event.Failed(Failure.of(ErrorType.INTERNAL, "x"));
        assertThat(Grammar.requireArray(array(failed))).hasSize(1);
        assertThat(Grammar.requireArray(array(START, text("a"), failed))).hasSize(2);
    }

    private String array(Event... events) {
        final StreamWriter writer = GeminiCodec.ARRAY.newStreamWriter();
        writer.begin(translating.work);
        final ByteBuf out = Unpooled.buffer();
        for (final Event event : events) {
            writer.event(event, out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aSignOfLifeIsABlockOfItsOwn() {
        assertThat(translating.stream(START, Event.Alive.INSTANCE)).isEqualTo(": ping\n\n");
    }

    @Test
    void whereNoUsageWasToldTheEstimateIs() {
        translating.work.estimatedInputTokens(40);
        final List<JsonNode> written = written(START, text("four score and seven"), STOP, Event.End.INSTANCE);

        assertThat(written.get(1).path("usageMetadata").path("promptTokenCount").asInt())
                .isEqualTo(40);
        assertThat(written.get(1)
                        .path("usageMetadata")
                        .path("candidatesTokenCount")
                        .asInt())
                .isPositive();
        assertThat(translating.work.losses().estimated()).containsExactly("usage");
    }
}

package io.sluice.codec.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of this dialect gets while another vendor answers. */
final class ResponsesStreamWriterTest {
    private final Work work = ResponsesFixturesTest.newWork();
    private final StreamWriter writer = ResponsesCodec.INSTANCE.newStreamWriter();
    private final ByteBuf out = Unpooled.buffer();

    ResponsesStreamWriterTest() throws Exception {
        ask("{'model':'asked-for','input':'x','temperature':0.20,'max_output_tokens':null,'instructions':'i',"
                + "'tools':[{'type':'function','name':'f'}],'metadata':{'a':'b'}}");
    }

    private void ask(String body) throws Exception {
        work.request(
                ResponsesCodec.INSTANCE.newRequestReader().read(JsonValue.of(body.replace('\'', '"')), Hints.NONE));
        writer.begin(work);
    }

    private void limit(int maxHeldBytes) throws Exception {
        work.begin(TranslateSettings.DEFAULT, "0123456789abcdef".repeat(3), 1, maxHeldBytes);
        ask("{'model':'m','input':'x'}");
    }

    private ResponsesStreamWriterTest say(Event... events) {
        for (final Event event : events) {
            writer.event(event, out);
        }
        return this;
    }

    private byte[] written() {
        final byte[] bytes = new byte[out.readableBytes()];
        out.getBytes(0, bytes);
        return bytes;
    }

    /** The terminal response, after the whole stream was found well-formed. */
    private JsonNode terminal() {
        return StreamGrammar.check(written());
    }

    private static Event text(String text) {
        return new Event.Text(0, JsonString.of(text));
    }

    private static Event think(String text) {
        return new Event.Reasoning(0, JsonString.of(text));
    }

    private static Event sealed(int call, Origin origin, String value) {
        return new Event.Sealed(0, call, Seal.of(origin, JsonString.of(value)));
    }

    private static Event start() {
        return new Event.Start(JsonString.of("chatcmpl-1"));
    }

    private static Event call(int call) {
        return new Event.CallStart(0, call, JsonString.of("call_" + call), JsonString.of("f" + call));
    }

    private static Event args(int call, String wire) {
        final byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
        return new Event.CallArgs(0, call, JsonString.view(bytes, 0, bytes.length, true));
    }

    private static Event end(int call) {
        return new Event.CallEnd(0, call);
    }

    private static Event finished(Finish finish) {
        return new Event.Finished(0, finish, null);
    }

    private static JsonNode json(String text) {
        return Fixtures.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theTerminalEventHasTheWholeAnswer() {
        final Usage usage = new Usage();
        usage.set(10, 4, 2, 7, 3);
        say(start(), think("a"), think("b"), sealed(-1, Origin.ANTHROPIC, "s"), text("x"), text("y"), call(0));
        say(args(0, "{\\\"k\\\":"), args(0, "1}"), end(0), text("z"), new Event.Told(usage));
        say(finished(Finish.TOOL_CALLS), Event.End.INSTANCE);
        final JsonNode response = terminal();
        assertThat(response.path("status").asText()).isEqualTo("completed");
        assertThat(response.path("model").asText()).isEqualTo("asked-for");
        assertThat(response.path("temperature").asText()).isEqualTo("0.2");
        assertThat(response.path("metadata")).isEqualTo(json("{'a':'b'}"));
        assertThat(response.path("usage"))
                .isEqualTo(json("{'input_tokens':10,'input_tokens_details':{'cached_tokens':4,'cache_write_tokens':2},"
                        + "'output_tokens':7,'output_tokens_details':{'reasoning_tokens':3},'total_tokens':17}"));
        final JsonNode output = response.path("output");
        assertThat(output.findValuesAsText("type")).contains("reasoning", "message", "function_call");
        assertThat(output.path(0).path("summary").path(0).path("text").asText()).isEqualTo("ab");
        assertThat(output.path(0).path("encrypted_content").asText()).isEqualTo("sl1.a.s");
        assertThat(output.path(1).path("content").path(0).path("text").asText()).isEqualTo("xy");
        assertThat(output.path(2).path("arguments").asText()).isEqualTo("{\"k\":1}");
        assertThat(output.path(2).path("call_id").asText()).isEqualTo("call_0");
        assertThat(output.path(3).path("content").path(0).path("text").asText()).isEqualTo("z");
    }

    @Test
    void everyStepIsWrittenAtOnceAsWholeEvents() {
        int before = 0;
        for (final Event event : new Event[] {start(), text("a"), think("b"), call(0), args(0, "{"), end(0)}) {
            say(event);
            assertThat(out.readableBytes()).isGreaterThan(before);
            before = out.readableBytes();
            assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("\n\n");
        }
    }

    @Test
    void mixedCallsAreWrittenOneBehindTheOther() {
        say(start(), call(0), args(0, "{\\\"a\\\""), call(1), args(1, "{\\\"b\\\":"), args(0, ":1}"), args(1, "2}"));
        say(end(1), end(0), finished(Finish.TOOL_CALLS), Event.End.INSTANCE);
        final JsonNode output = terminal().path("output");
        assertThat(output.path(0).path("arguments").asText()).isEqualTo("{\"a\":1}");
        assertThat(output.path(1).path("arguments").asText()).isEqualTo("{\"b\":2}");
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        say(start(), call(0), end(0), finished(Finish.TOOL_CALLS), Event.End.INSTANCE);
        assertThat(terminal().path("output").path(0).path("arguments").asText()).isEqualTo("{}");
    }

    @Test
    void aCharacterCutInTwoIsWrittenWhole() {
        final byte[] first = "a\\ud83d".getBytes(StandardCharsets.UTF_8);
        final byte[] second = "\\ude00\\ud83d".getBytes(StandardCharsets.UTF_8);
        say(
                start(),
                new Event.Text(0, JsonString.view(first, 0, first.length, true)),
                new Event.Text(0, JsonString.view(second, 0, second.length, true)),
                finished(Finish.STOP),
                Event.End.INSTANCE);
        assertThat(terminal()
                        .path("output")
                        .path(0)
                        .path("content")
                        .path(0)
                        .path("text")
                        .asText())
                .isEqualTo("a\ud83d\ude00\ufffd");
    }

    @Test
    void hiddenReasoningIsAnItemWithoutSummary() {
        say(start(), new Event.Sealed(0, -1, new Seal(Origin.ANTHROPIC, JsonString.of("d"), true, null)));
        say(sealed(-1, Origin.ANTHROPIC, "e"), think("t"), text("x"), finished(Finish.STOP), Event.End.INSTANCE);
        final JsonNode output = terminal().path("output");
        assertThat(output.path(0).path("summary")).isEmpty();
        assertThat(output.path(0).path("encrypted_content").asText()).isEqualTo("sl1.ar.d");
        assertThat(output.path(1).path("encrypted_content").asText()).isEqualTo("sl1.a.e");
        assertThat(output.path(2).has("encrypted_content")).isFalse();
    }

    @Test
    void aMarkOnACallStandsOnTheReasoningBeforeIt() {
        say(
                start(),
                think("t"),
                sealed(0, Origin.GEMINI, "s"),
                call(0),
                end(0),
                sealed(1, Origin.GEMINI, "u"),
                call(1));
        say(end(1), finished(Finish.TOOL_CALLS), Event.End.INSTANCE);
        final JsonNode output = terminal().path("output");
        assertThat(output.path(0).path("encrypted_content").asText()).isEqualTo("sl1.g.s");
        assertThat(output.path(0).path("summary")).hasSize(1);
        assertThat(output.path(2).path("encrypted_content").asText()).isEqualTo("sl1.g.u");
        assertThat(output.path(2).path("summary")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"LENGTH,max_output_tokens", "CONTENT_FILTER,content_filter"})
    void anAnswerThatBrokeOffIsIncomplete(Finish finish, String reason) {
        say(start(), text("a"), finished(finish), Event.End.INSTANCE);
        final JsonNode response = terminal();
        assertThat(response.path("status").asText()).isEqualTo("incomplete");
        assertThat(response.path("completed_at").isNull()).isTrue();
        assertThat(response.path("incomplete_details").path("reason").asText()).isEqualTo(reason);
        assertThat(response.path("output").path(0).path("status").asText()).isEqualTo("incomplete");
    }

    @Test
    void usageThatNobodyToldIsEstimatedAndSaidSo() {
        work.estimatedInputTokens(12);
        say(start(), text("some words"), finished(Finish.STOP), Event.End.INSTANCE);
        assertThat(terminal().path("usage").path("input_tokens").asInt()).isEqualTo(12);
        assertThat(terminal().path("usage").path("output_tokens").asInt()).isPositive();
        assertThat(work.losses().estimated()).containsExactly("usage");
    }

    @Test
    void anEmptyAnswerIsStillAnAnswer() {
        say(start(), finished(Finish.STOP), Event.End.INSTANCE);
        assertThat(terminal().path("output")).isEmpty();
    }

    @Test
    void aFailureIsToldInBothFormsAndThenAsAFailedResponse() {
        say(start(), text("a"), call(0));
        say(new Event.Failed(new Failure(ErrorType.OVERLOADED, 529, "too \"much\"", null, null, -1)));
        final JsonNode response = terminal();
        assertThat(response.path("error")).isEqualTo(json("{'code':'overloaded','message':'too \\'much\\''}"));
        assertThat(response.path("output")).hasSize(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("event: error\ndata: {\"type\":\"error\",\"sequence_number\":")
                .doesNotContain("[DONE]");
        final int length = out.readableBytes();
        say(text("late"), finished(Finish.STOP), Event.End.INSTANCE);
        assertThat(out.readableBytes()).isEqualTo(length);
        assertThat(writer.failure()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "UPSTREAM_ERROR,,server_error",
        "RATE_LIMIT_EXCEEDED,,rate_limit_exceeded",
        "INSUFFICIENT_QUOTA,,insufficient_quota",
        "UPSTREAM_TIMEOUT,,upstream_timeout",
        "INVALID_REQUEST,context_length_exceeded,context_length_exceeded"
    })
    void failuresHaveTheCodesOfStreams(ErrorType type, @org.jspecify.annotations.Nullable String code, String told) {
        say(start(), new Event.Failed(new Failure(type, 0, "m", code, null, -1)));
        assertThat(terminal().path("error").path("code").asText()).isEqualTo(told);
    }

    @Test
    void anAnswerTooLargeToBeHeldFailsInsteadOfBeingShortened() throws Exception {
        limit(400);
        say(start(), text("x".repeat(100)), call(0), args(0, "y".repeat(300)), end(0));
        say(finished(Finish.TOOL_CALLS), Event.End.INSTANCE);
        final JsonNode response = terminal();
        assertThat(response.path("status").asText()).isEqualTo("failed");
        assertThat(writer.failure()).isNotNull();
    }

    @Test
    void callsTooLargeToBePutInOrderFailTheStream() throws Exception {
        limit(1000);
        say(start(), call(0), args(0, "{"), call(1), args(1, "y".repeat(2000)));
        assertThat(terminal().path("status").asText()).isEqualTo("failed");
        assertThat(writer.failure()).isNotNull();
        limit(1000);
        assertThat(writer.failure()).isNull();
    }

    @Test
    void aSignOfLifeIsAComment() {
        say(start());
        final int before = out.readableBytes();
        say(Event.Alive.INSTANCE);
        assertThat(out.toString(before, out.readableBytes() - before, StandardCharsets.UTF_8))
                .isEqualTo(": ping\n\n");
    }

    @Test
    void textWithATerminatorInItStaysText() {
        say(start(), text("[DONE]"), finished(Finish.STOP), Event.End.INSTANCE);
        assertThat(terminal()
                        .path("output")
                        .path(0)
                        .path("content")
                        .path(0)
                        .path("text")
                        .asText())
                .isEqualTo("[DONE]");
    }

    @Test
    void aWriterIsAsNewForItsNextStream() throws Exception {
        say(start(), think("t"), sealed(-1, Origin.ANTHROPIC, "s"), call(0), args(0, "{"));
        out.clear();
        limit(1 << 20);
        say(start(), text("a"), finished(Finish.STOP), Event.End.INSTANCE);
        assertThat(terminal().path("output")).hasSize(1);
    }
}

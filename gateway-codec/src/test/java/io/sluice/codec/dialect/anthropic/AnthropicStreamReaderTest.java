package io.sluice.codec.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from an upstream's stream beyond what the golden ones show. */
class AnthropicStreamReaderTest {
    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}";
    private static final String STOP_DELTA =
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}";
    private static final String STOP = "{\"type\":\"message_stop\"}";

    private final Translating translating = new Translating();

    private List<String> told(String... events) {
        final Told told = new Told();
        final StreamReader reader = AnthropicCodec.INSTANCE.newStreamReader();
        reader.begin(translating.work);
        for (final String event : events) {
            final byte[] data = event.getBytes(StandardCharsets.UTF_8);
            reader.event(Unpooled.wrappedBuffer(data), 0, data.length, told);
        }
        reader.end(told);
        assertThat(reader.isOver()).isTrue();
        return told.lines;
    }

    private List<String> body(String... events) {
        final List<String> all = new ArrayList<>(List.of(START));
        all.addAll(List.of(events));
        all.addAll(List.of(STOP_DELTA, STOP));
        final List<String> lines = told(all.toArray(String[]::new));
        return lines.subList(2, lines.size() - 3);
    }

    private static String start(int index, String block) {
        return "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "}";
    }

    private static String delta(int index, String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
    }

    private static String stop(int index) {
        return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
    }

    @Test
    void replacesUsageFieldByField() {
        assertThat(told(
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":5,"
                                + "\"cache_read_input_tokens\":100,\"cache_creation_input_tokens\":20,\"output_tokens\":1}}}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                                + "\"usage\":{\"output_tokens\":7,\"cache_read_input_tokens\":null,"
                                + "\"output_tokens_details\":{\"thinking_tokens\":3}}}",
                        "{\"type\":\"message_delta\",\"delta\":{},\"usage\":{\"output_tokens\":9}}",
                        STOP))
                .containsExactly(
                        "start msg_1",
                        "usage Usage[input=125, cacheRead=100, cacheWrite=20, output=1, reasoning=0, known=false]",
                        "usage Usage[input=125, cacheRead=100, cacheWrite=20, output=7, reasoning=3, known=true]",
                        "usage Usage[input=125, cacheRead=100, cacheWrite=20, output=9, reasoning=3, known=true]",
                        "finished STOP",
                        "end");
    }

    @Test
    void tellsThinkingWithItsMarks() {
        assertThat(body(
                        start(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
                        delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"t\"}"),
                        delta(0, "{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}"),
                        stop(0),
                        start(1, "{\"type\":\"redacted_thinking\",\"data\":\"ZGF0\"}"),
                        stop(1),
                        start(2, "{\"type\":\"text\",\"text\":\"at once\"}"),
                        stop(2)))
                .containsExactly(
                        "reasoning t", "sealed -1 ANTHROPIC c2ln", "sealed -1 ANTHROPIC redacted ZGF0", "text at once");
    }

    @Test
    void restoresNamesAndGivesEveryCallItsArguments() throws Exception {
        translating.work.aliases().rename("files.read", "files_read");

        assertThat(body(
                        start(0, "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"files_read\",\"input\":{}}"),
                        delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}"),
                        stop(0),
                        start(1, "{\"type\":\"tool_use\",\"id\":\"b\",\"name\":\"g\",\"input\":{\"at\":\"once\"}}"),
                        stop(1)))
                .containsExactly(
                        "call 0 a files.read",
                        "args 0 {}",
                        "end of 0",
                        "call 1 b g",
                        "args 1 {\"at\":\"once\"}",
                        "end of 1");
    }

    @Test
    void aStopWithACallIsAStopForTheCall() {
        assertThat(told(
                        START,
                        start(0, "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}}"),
                        stop(0),
                        STOP_DELTA,
                        STOP))
                .contains("finished TOOL_CALLS");
    }

    @Test
    void closesACallThatWasLeftOpen() {
        assertThat(told(
                        START,
                        start(0, "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}}"),
                        delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":\"}"),
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\"}}",
                        STOP))
                .containsSubsequence("args 0 {\"a\":", "end of 0", "finished LENGTH", "end");
    }

    @Test
    void leavesOutWhatItDoesNotKnowAndSaysSoOfWhatItDoes() {
        assertThat(body(
                        "{\"type\":\"novelty\",\"index\":7}",
                        start(0, "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}}"),
                        delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}"),
                        stop(0),
                        start(1, "{\"type\":\"web_search_tool_result\",\"content\":[]}"),
                        stop(1),
                        start(2, "{\"type\":\"text\",\"text\":\"\"}"),
                        delta(2, "{\"type\":\"citations_delta\",\"citation\":{}}"),
                        delta(2, "{\"type\":\"novel_delta\",\"x\":1}"),
                        delta(2, "{\"text\":\"x\",\"type\":\"text_delta\"}"),
                        stop(2)))
                .containsExactly("text x");
        assertThat(translating.work.losses().dropped())
                .containsExactly("server_tool_use", "web_search_tool_result", "citations");
    }

    @Test
    void endsWithoutAStopOnceTheReasonIsKnown() {
        assertThat(told(START, STOP_DELTA)).endsWith("finished STOP", "end");
    }

    @Test
    void failsWhenTheEndIsMissing() {
        assertThat(told(START)).endsWith("failed UPSTREAM_ERROR the upstream ended the stream early");
        assertThat(told()).containsExactly("failed UPSTREAM_ERROR the upstream ended the stream early");
    }

    @Test
    void tellsAnErrorAndNothingBehindIt() {
        final String error = "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow\"}}";

        assertThat(told(error, START, STOP)).containsExactly("failed RATE_LIMIT_EXCEEDED slow");
        assertThat(told(START, error, STOP)).endsWith("failed RATE_LIMIT_EXCEEDED slow");
        assertThat(told("{\"error\":{\"message\":\"odd\"}}")).containsExactly("failed UPSTREAM_ERROR odd");
    }

    @Test
    void ignoresWhatComesBehindTheStop() {
        assertThat(told(START, STOP_DELTA, STOP, START, "rubbish")).endsWith("finished STOP", "end");
    }

    @Test
    void saysNothingOfPingsBeforeTheStart() {
        assertThat(told("{\"type\":\"ping\"}", START, "{\"type\":\"ping\"}", STOP_DELTA, STOP))
                .startsWith("start msg_1")
                .contains("alive");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[DONE]",
                "",
                "{",
                "{\"type\":\"ping\"}x",
                "{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"x"
            })
    void failsOnWhatIsNotJson(String data) {
        assertThat(told(START, data)).last().asString().startsWith("failed UPSTREAM_ERROR the upstream sent an event");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"content_block_delta\"}",
                "{\"type\":\"content_block_delta\",\"delta\":7}",
                "{\"type\":\"content_block_start\"}",
                "{\"type\":\"content_block_start\",\"content_block\":[]}",
                "{\"type\":\"content_block_stop\"}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null,\"stop_sequence\":7},\"usage\":[]}",
                "{\"type\":7}",
                "{}",
            })
    void survivesEventsOfAnotherShape(String event) {
        assertThat(told(START, event, STOP_DELTA, STOP)).endsWith("finished STOP", "end");
    }

    @Test
    void beginsAnewForEachStream() {
        final StreamReader reader = AnthropicCodec.INSTANCE.newStreamReader();
        for (int i = 0; i < 2; i++) {
            final List<Event> events = new ArrayList<>();
            reader.begin(translating.work);
            for (final String event : List.of(
                    START,
                    start(0, "{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}}"),
                    stop(0),
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"X\"}}",
                    STOP)) {
                final byte[] data = event.getBytes(StandardCharsets.UTF_8);
                reader.event(Unpooled.wrappedBuffer(data), 0, data.length, events::add);
            }
            assertThat(events.get(2)).isEqualTo(new Event.CallStart(0, 0, JsonString.of("a"), JsonString.of("f")));
            assertThat(events).endsWith(Event.End.INSTANCE);
        }
    }
}

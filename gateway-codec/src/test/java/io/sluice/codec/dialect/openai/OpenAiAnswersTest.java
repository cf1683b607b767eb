package io.sluice.codec.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as another vendor's upstream gives them, told in this dialect; and answers of this dialect's servers, understood. */
final class OpenAiAnswersTest {
    private static final Event START = new Event.Start(JsonString.of("msg_7"));
    private static final Event STOP = new Event.Finished(0, Finish.STOP, null);

    private final Work work = Translating.work();

    @BeforeEach
    void ask() throws Exception {
        Translating.asked(work);
    }

    private static JsonString wire(String content) {
        final byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return JsonString.view(bytes, 0, bytes.length, true);
    }

    private static Event text(String content) {
        return new Event.Text(0, wire(content));
    }

    private static Event thought(String content) {
        return new Event.Reasoning(0, wire(content));
    }

    private static Event sealed(int call, Seal seal) {
        return new Event.Sealed(0, call, seal);
    }

    private static Event callStart(int call, String id, String name) {
        return new Event.CallStart(0, call, wire(id), wire(name));
    }

    private static Event callArgs(int call, String fragment) {
        return new Event.CallArgs(0, call, wire(fragment));
    }

    private static Usage usage(long input, long output) {
        final Usage usage = new Usage();
        usage.set(input, 2, 1, output, 3);
        return usage;
    }

    private String stream(Event... events) {
        final OpenAiStreamWriter writer = new OpenAiStreamWriter();
        writer.begin(work);
        final ByteBuf out = Unpooled.buffer();
        for (final Event event : events) {
            writer.event(event, out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The deltas behind the first chunk, in order. */
    private List<String> deltas(Event... events) {
        final List<String> deltas = new ArrayList<>();
        for (final JsonNode chunk : ChunkGrammar.check(stream(events).getBytes(StandardCharsets.UTF_8)).chunks) {
            final JsonNode choice = chunk.path("choices").path(0);
            if (!choice.path("delta").has("role")
                    && choice.path("finish_reason").isNull()) {
                deltas.add(choice.path("delta").toString().replace('"', '\''));
            }
        }
        return deltas;
    }

    @Test
    void aStreamIsWrittenAsTheVendorWritesIt() {
        final String head =
                "data: {'id':'chatcmpl-7','object':'chat.completion.chunk','created':1767225600,'model':'m',"
                        + "'choices':[";
        final String behind = ",'logprobs':null,'finish_reason':null}]}\n\n";
        assertThat(stream(
                                START,
                                text("a"),
                                Event.Alive.INSTANCE,
                                new Event.Told(usage(5, 4)),
                                STOP,
                                Event.End.INSTANCE,
                                text("late"))
                        .replace('"', '\''))
                .isEqualTo(head + "{'index':0,'delta':{'role':'assistant','content':'','refusal':null}" + behind + head
                        + "{'index':0,'delta':{'content':'a'}" + behind + ": ping\n\n" + head
                        + "{'index':0,'delta':{},'logprobs':null,'finish_reason':'stop'}]}\n\n" + head
                        + "],'usage':{'prompt_tokens':5,'completion_tokens':4,'total_tokens':9,"
                        + "'prompt_tokens_details':{'cached_tokens':2,'cache_write_tokens':1},"
                        + "'completion_tokens_details':{'reasoning_tokens':3}}}\n\ndata: [DONE]\n\n");
    }

    @Test
    void usageIsToldOnlyToWhoAskedForIt() throws Exception {
        work.request(Translating.read("{'model':'m','stream':true,'messages':[{'role':'user','content':'x'}]}"));
        assertThat(stream(START, new Event.Told(usage(5, 4)), STOP, Event.End.INSTANCE))
                .doesNotContain("usage");
    }

    @Test
    void usageNobodyToldIsEstimated() {
        work.estimatedInputTokens(11);
        final List<JsonNode> chunks = ChunkGrammar.check(
                        stream(START, text("abcd"), text("efgh"), STOP, Event.End.INSTANCE)
                                .getBytes(StandardCharsets.UTF_8))
                .chunks;
        assertThat(chunks.getLast().at("/usage/prompt_tokens").asInt()).isEqualTo(11);
        assertThat(chunks.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(2);
        assertThat(work.losses().estimated()).containsExactly("usage");
    }

    @ParameterizedTest
    @CsvSource({"STOP,stop", "LENGTH,length", "TOOL_CALLS,tool_calls", "CONTENT_FILTER,content_filter"})
    void aFinishHasItsWord(Finish finish, String word) {
        assertThat(stream(START, new Event.Finished(0, finish, null), Event.End.INSTANCE))
                .contains("\"delta\":{},\"logprobs\":null,\"finish_reason\":\"" + word + "\"");
    }

    @Test
    void everyChoiceBeginsWithItsRole() {
        final String told = stream(
                START,
                text("a"),
                new Event.Text(1, wire("b")),
                STOP,
                new Event.Finished(1, Finish.LENGTH, null),
                Event.End.INSTANCE);
        ChunkGrammar.check(told.getBytes(StandardCharsets.UTF_8));
        assertThat(told).contains("{\"index\":1,\"delta\":{\"content\":\"b\"}");
    }

    @Test
    void callsAreToldAsTheyComeThoughTheyAlternate() {
        assertThat(deltas(
                        START,
                        callStart(0, "k", "f"),
                        callStart(1, "l", "g"),
                        callArgs(1, "{\\\"b"),
                        callArgs(0, "{"),
                        callArgs(0, "}"),
                        new Event.CallEnd(0, 0),
                        callArgs(1, "\\\":1}"),
                        new Event.CallEnd(0, 1),
                        new Event.Finished(0, Finish.TOOL_CALLS, null),
                        Event.End.INSTANCE))
                .containsExactly(
                        "{'tool_calls':[{'index':0,'id':'k','type':'function','function':{'name':'f','arguments':''}}]}",
                        "{'tool_calls':[{'index':1,'id':'l','type':'function','function':{'name':'g','arguments':''}}]}",
                        "{'tool_calls':[{'index':1,'function':{'arguments':'{\\'b'}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'{'}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'}'}}]}",
                        "{'tool_calls':[{'index':1,'function':{'arguments':'\\':1}'}}]}");
    }

    @Test
    void aCallWithoutIdGetsOne() {
        assertThat(deltas(
                                START,
                                callStart(0, "", "f"),
                                callArgs(0, "{}"),
                                new Event.CallEnd(0, 0),
                                STOP,
                                Event.End.INSTANCE)
                        .getFirst())
                .matches(".*'id':'call_[A-Za-z0-9]{24}'.*");
    }

    @Test
    void reasoningIsToldWithItsMarkBehindIt() {
        assertThat(deltas(
                        START,
                        thought("one "),
                        thought("two"),
                        sealed(-1, Seal.of(Origin.ANTHROPIC, wire("s"))),
                        sealed(-1, new Seal(Origin.ANTHROPIC, wire("r"), true, null)),
                        sealed(-1, new Seal(Origin.RESPONSES, wire("e"), false, wire("rs_1"))),
                        text("a"),
                        sealed(-1, Seal.of(Origin.GEMINI, wire("g"))),
                        STOP,
                        Event.End.INSTANCE))
                .containsExactly(
                        "{'reasoning_content':'one '}",
                        "{'reasoning_content':'two'}",
                        "{'reasoning_details':[{'type':'reasoning.text','text':'one two','signature':'s'}]}",
                        "{'reasoning_details':[{'type':'reasoning.encrypted','data':'r'}]}",
                        "{'reasoning_details':[{'type':'reasoning.encrypted','id':'rs_1','data':'e'}]}",
                        "{'content':'a'}",
                        "{'reasoning_details':[{'type':'reasoning.text','text':'','signature':'sl1.g.g'}]}");
    }

    @Test
    void aMarkStandsOnItsOwnThoughtAlone() {
        assertThat(deltas(
                        START,
                        thought("unmarked"),
                        text("a"),
                        thought("marked"),
                        sealed(-1, Seal.of(Origin.ANTHROPIC, wire("s"))),
                        STOP,
                        Event.End.INSTANCE))
                .last()
                .isEqualTo("{'reasoning_details':[{'type':'reasoning.text','text':'marked','signature':'s'}]}");
    }

    @Test
    void aThoughtTooLongToKeepLosesItsMarkAndNothingElse() throws Exception {
        work.begin(TranslateSettings.DEFAULT, "0123456789abcdef".repeat(3), 0, 8);
        Translating.asked(work);
        final Event mark = sealed(-1, Seal.of(Origin.ANTHROPIC, wire("s")));
        assertThat(deltas(
                        START,
                        thought("12345"),
                        thought("67890"),
                        mark,
                        thought("short"),
                        mark,
                        STOP,
                        Event.End.INSTANCE))
                .containsExactly(
                        "{'reasoning_content':'12345'}",
                        "{'reasoning_content':'67890'}",
                        "{'reasoning_content':'short'}",
                        "{'reasoning_details':[{'type':'reasoning.text','text':'short','signature':'s'}]}");
    }

    @Test
    void aMarkOnACallStandsOnTheCall() {
        assertThat(deltas(
                                START,
                                sealed(0, Seal.of(Origin.GEMINI, wire("g"))),
                                callStart(0, "k", "f"),
                                callArgs(0, "{}"),
                                new Event.CallEnd(0, 0),
                                callStart(1, "l", "f"),
                                callArgs(1, "{}"),
                                new Event.CallEnd(0, 1),
                                STOP,
                                Event.End.INSTANCE)
                        .toString())
                .containsOnlyOnce("'extra_content':{'google':{'thought_signature':'g'}}")
                .contains("'name':'f','arguments':''},'extra_content'");
    }

    @Test
    void aCharacterIsNeverCut() {
        assertThat(deltas(
                        START,
                        text("\\ud83d"),
                        text("\\ude00x"),
                        text("\\ud83d"),
                        thought("\\ud83d"),
                        callStart(0, "k", "f"),
                        callArgs(0, "{\\ud83d"),
                        callArgs(0, "\\ude00\\ud83d"),
                        new Event.CallEnd(0, 0),
                        text("\\ud83d"),
                        STOP,
                        Event.End.INSTANCE))
                .containsExactly(
                        "{'content':'😀x'}",
                        "{'content':'\ufffd'}",
                        "{'reasoning_content':'\ufffd'}",
                        "{'tool_calls':[{'index':0,'id':'k','type':'function','function':{'name':'f','arguments':''}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'{'}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'😀'}}]}",
                        "{'tool_calls':[{'index':0,'function':{'arguments':'\ufffd'}}]}",
                        "{'content':'\ufffd'}");
    }

    @Test
    void nothingFollowsAFailure() {
        final Event failed = new Event.Failed(
                new Failure(ErrorType.INVALID_REQUEST, 400, "a \"b\"", "context_length_exceeded", "messages", -1));
        assertThat(stream(START, text("a"), failed, STOP, Event.End.INSTANCE, Event.Alive.INSTANCE))
                .endsWith("}\n\ndata: {\"error\":{\"message\":\"a \\\"b\\\"\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}\n\n");
        assertThat(stream(new Event.Failed(Failure.of(ErrorType.OVERLOADED, "x"))))
                .isEqualTo("data: {\"error\":{\"message\":\"x\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":\"overloaded\"}}\n\n");
    }

    @Test
    void aChunkCostsNothingToWrite() {
        final OpenAiStreamWriter writer = new OpenAiStreamWriter();
        writer.begin(work);
        final ByteBuf out = Unpooled.buffer(4096);
        writer.event(START, out);
        final Event words = text("some words ");
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final int rounds = 5_000;
        long allocated = 0;
        for (int pass = 0; pass < 3; pass++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                out.clear();
                writer.event(words, out);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated / rounds).isLessThan(8);
    }

    private JsonNode written(Response response) {
        final ByteBuf out = Unpooled.buffer();
        new OpenAiResponseWriter().write(response, work, out);
        return Fixtures.read(Translating.bytes(out));
    }

    private static Response response(Part... parts) {
        return new Response(
                JsonString.of("resp_7"),
                List.of(new Choice(0, List.of(parts), Finish.STOP, null)),
                usage(5, 4),
                Tier.PRIORITY);
    }

    private static String message(JsonNode answer) {
        return answer.at("/choices/0/message").toString().replace('"', '\'');
    }

    @Test
    void anAnswerIsOneMessage() {
        final JsonNode answer = written(response(
                new Part.Text(wire("a "), null),
                new Part.Call(wire("k"), wire("f"), JsonValue.of("{\"n\":1.0}"), null, null),
                new Part.Text(wire("b"), null),
                new Part.Reasoning(wire("t"), Seal.of(Origin.GEMINI, wire("g"))),
                new Part.Call(
                        JsonString.EMPTY, wire("f"), JsonValue.of("{}"), Seal.of(Origin.GEMINI, wire("h")), null)));
        assertThat(answer.path("id").asText()).isEqualTo("chatcmpl-7");
        assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.path("created").asLong()).isEqualTo(1_767_225_600);
        assertThat(answer.path("model").asText()).isEqualTo("m");
        assertThat(answer.path("service_tier").asText()).isEqualTo("priority");
        assertThat(message(answer))
                .matches("\\Q{'role':'assistant','content':'a b','refusal':null,'reasoning_content':'t',"
                        + "'reasoning_details':[{'type':'reasoning.text','text':'t','signature':'sl1.g.g'}],"
                        + "'tool_calls':[{'id':'k','type':'function','function':{'name':'f','arguments':'{\\'n\\':1.0}'}},"
                        + "{'id':'call_\\E[A-Za-z0-9]{24}\\Q','type':'function','function':{'name':'f','arguments':'{}'},"
                        + "'extra_content':{'google':{'thought_signature':'h'}}}]}\\E");
        assertThat(answer.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isEqualTo(2);
        assertThat(answer.at("/usage/prompt_tokens_details/cache_write_tokens").asInt())
                .isEqualTo(1);
        assertThat(answer.at("/usage/completion_tokens_details/reasoning_tokens")
                        .asInt())
                .isEqualTo(3);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void contentIsNullForCallsAloneAndEmptyForNothing() {
        assertThat(message(written(response(new Part.Call(wire("k"), wire("f"), JsonValue.of("{}"), null, null)))))
                .contains("'content':null");
        assertThat(message(written(response()))).contains("'content':''");
    }

    @Test
    void anAnswerWithoutUsageIsEstimated() {
        work.estimatedInputTokens(9);
        final Response untold = new Response(JsonString.EMPTY, response().choices(), new Usage(), null);
        assertThat(written(untold).at("/usage/prompt_tokens").asInt()).isEqualTo(9);
        assertThat(written(untold).at("/usage/completion_tokens").asInt()).isZero();
        assertThat(work.losses().estimated()).containsExactly("usage");
        assertThat(written(untold).path("id").asText()).isEqualTo("chatcmpl-0123456789abcdef0123456789abc");
    }

    private @Nullable Response read(OpenAiResponseReader reader, String json) {
        return reader.read(JsonValue.of(json.replace('\'', '"')), work);
    }

    private List<Part> parts(String message) {
        final Response response = read(
                new OpenAiResponseReader(),
                "{'id':'c1','choices':[{'message':" + message + ",'finish_reason':'stop','index':0}]}");
        if (response == null) {
            throw new AssertionError("no answer");
        }
        return response.choices().getFirst().parts();
    }

    @Test
    void reasoningIsReadOnceUnderWhateverName() {
        assertThat(parts("{'reasoning':'t','reasoning_content':'t','content':'a'}"))
                .containsExactly(new Part.Reasoning(wire("t"), null), new Part.Text(wire("a"), null));
        assertThat(parts(
                        "{'reasoning':'t','reasoning_details':[{'type':'reasoning.text','text':'t','signature':'s'}]}"))
                .containsExactly(new Part.Reasoning(wire("t"), Seal.of(Origin.OPENAI, wire("s"))));
        assertThat(parts("{'reasoning':'t','reasoning_details':[{'type':'reasoning.encrypted','data':'d'}]}"))
                .containsExactly(
                        new Part.Reasoning(wire("t"), null),
                        new Part.Reasoning(JsonString.EMPTY, new Seal(Origin.OPENAI, wire("d"), true, null)));
        assertThat(parts("{'reasoning_details':[{'type':'reasoning.text','text':'t'}],'content':null}"))
                .containsExactly(new Part.Reasoning(wire("t"), null));
    }

    @Test
    void callsAreReadInEveryForm() {
        final List<Part> parts = parts("{'content':'','tool_calls':["
                + "{'function':{'arguments':'{\\'a\\':1.0}','name':'f'},'type':'function','id':'k'},"
                        .replace("\\'", "\\\\'")
                        .replace("\\\\'", "\\\"")
                + "{'id':'l','function':{'name':'f','arguments':{'a':2}},"
                + "'extra_content':{'google':{'thought_signature':'s'}}},"
                + "{'id':'','function':{'name':'f','arguments':''}},"
                + "{'id':'n','function':{'name':'f','arguments':'oops'}}]}");
        assertThat(parts).hasSize(4);
        assertThat(parts.get(0))
                .isEqualTo(new Part.Call(wire("k"), wire("f"), JsonValue.of("{\"a\":1.0}"), null, null));
        assertThat(parts.get(1))
                .isEqualTo(new Part.Call(
                        wire("l"), wire("f"), JsonValue.of("{\"a\":2}"), Seal.of(Origin.OPENAI, wire("s")), null));
        assertThat(((Part.Call) parts.get(2)).id().text()).matches("call_[A-Za-z0-9]{24}");
        assertThat(((Part.Call) parts.get(2)).args()).isEqualTo(JsonValue.of("{}"));
        assertThat(((Part.Call) parts.get(3)).args()).isEqualTo(JsonValue.of("{\"_raw\":\"oops\"}"));
        assertThat(parts("{'function_call':{'name':'g','arguments':'{}'}}"))
                .singleElement()
                .satisfies(call -> assertThat(((Part.Call) call).name().text()).isEqualTo("g"));
    }

    @Test
    void whatHasNoPlaceElsewhereIsReported() {
        parts("{'content':'a','annotations':[{}],'audio':{'id':'x'}}");
        assertThat(work.losses().dropped()).containsExactly("annotations", "audio");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'error':{'message':'no','code':'rate_limit_exceeded'}}|RATE_LIMIT_EXCEEDED|no",
                "{'error':'no','choices':[]}|UPSTREAM_ERROR|no",
                "{'object':'error','message':'no','code':404}|MODEL_NOT_FOUND|no",
                "{'detail':'no'}|UPSTREAM_ERROR|no",
                "{'choices':[{'message':{'tool_calls':[{'id':'k'}]}}]}|UPSTREAM_ERROR|the upstream doesn't say which"
                        + " tool it calls",
                "{'choices':[{'message':{'content':null,'audio':{}}}]}|UPSTREAM_ERROR|the upstream's answer holds"
                        + " nothing that can be told to the client",
                "{'choices':[{'message':{'content':'a|UPSTREAM_ERROR|the upstream's answer is not valid JSON",
                "{'choices':[{'message':{}}]}}|UPSTREAM_ERROR|the upstream's answer is not valid JSON",
                "[]|UPSTREAM_ERROR|the upstream's answer is not valid JSON"
            },
            quoteCharacter = '~')
    void whatIsNoAnswerIsAFailure(String body, ErrorType type, String message) {
        final OpenAiResponseReader reader = new OpenAiResponseReader();
        assertThat(read(reader, body)).isNull();
        assertThat(reader.failure().type()).isEqualTo(type);
        assertThat(reader.failure().message()).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'choices':[{}]}", "{'choices':[{'message':null,'finish_reason':null,'index':'x'}]}"})
    void anAnswerThatSaysNothingIsAnAnswer(String body) {
        final Response response = read(new OpenAiResponseReader(), body);
        if (response == null) {
            throw new AssertionError("no answer");
        }
        assertThat(response.choices()).containsExactly(new Choice(0, List.of(), Finish.STOP, null));
    }
}

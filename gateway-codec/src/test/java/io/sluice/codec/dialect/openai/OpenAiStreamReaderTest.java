package io.sluice.codec.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.Work;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What compatible servers do otherwise, and what no server should do. */
final class OpenAiStreamReaderTest {
    private static final String STOP = "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}";
    private static final String CALLED = "{'choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}";
    private static final String DONE = "[DONE]";

    private final Work work = Translating.work();

    private List<String> told(String... data) {
        return Recorder.of(new OpenAiStreamReader(), work, data).events;
    }

    private static String delta(String delta) {
        return "{'id':'c1','choices':[{'index':0,'delta':" + delta + "}]}";
    }

    private static String calls(String calls) {
        return delta("{'tool_calls':[" + calls + "]}");
    }

    @Test
    void membersMayComeInAnyOrder() {
        assertThat(told(
                        "{'choices':[{'delta':{'content':'a'},'finish_reason':null,'index':1}],'id':'c1','usage':null}",
                        "{'choices':[{'delta':{'tool_calls':[{'function':{'arguments':'{}','name':'f'},'id':'k','index':0,"
                                + "'type':'function'}]},'index':0}],'id':'c1'}",
                        "{'choices':[{'finish_reason':'stop','index':0},{'finish_reason':'length','index':1}]}",
                        DONE))
                .containsExactly(
                        "Start c1",
                        "Text 1 a",
                        "CallStart 0 0 k f",
                        "CallArgs 0 0 {}",
                        "CallEnd 0 0",
                        "Finished 1 LENGTH",
                        "Finished 0 TOOL_CALLS",
                        "End");
    }

    @Test
    void anEmptyIdIsNoId() {
        assertThat(told(
                        "{'id':'','model':'','choices':[],'prompt_filter_results':[]}",
                        "{'id':'c1','choices':[{'delta':{'role':'assistant','content':''}}]}",
                        delta("{'content':'a'}"),
                        STOP,
                        DONE))
                .containsExactly("Start c1", "Text 0 a", "Finished 0 STOP", "End");
        assertThat(told("{'choices':[{'delta':{'content':'a'}}]}", STOP))
                .containsExactly("Start ", "Text 0 a", "Finished 0 STOP", "End");
    }

    @Test
    void choicesEndTogetherThoughTheyFinishOneByOne() {
        assertThat(told(
                        "{'id':'c1','choices':[{'index':0,'delta':{'content':'a'},'finish_reason':'stop'}]}",
                        "{'id':'c1','choices':[{'index':1,'delta':{'content':'b'}}]}",
                        "{'id':'c1','choices':[{'index':1,'delta':{},'finish_reason':'content_filter'}]}",
                        DONE))
                .containsExactly(
                        "Start c1", "Text 0 a", "Text 1 b", "Finished 0 STOP", "Finished 1 CONTENT_FILTER", "End");
    }

    @Test
    void chunksThatComeAgainAreToldLikeThoseThatDoNot() {
        final String zero = "{'id':'c1','choices':[{'index':0,'delta':{'content':'%s'}}],'obfuscation':'%s'}";
        final String one = zero.replace("'index':0", "'index':1");
        assertThat(told(
                        zero.formatted("a", "x"),
                        zero.formatted("b", "xyz"),
                        one.formatted("c", ""),
                        "{'id':'c1','choices':[{'index':0,'delta':{'refusal':'r'}}]}",
                        one.formatted("d", ""),
                        "{'id':'c1','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}",
                        one.formatted("e", ""),
                        one.formatted("", ""),
                        "{'id':'c1','choices':[{'index':1,'delta':{'content':'f'},'finish_reason':'length'}]}",
                        one.formatted("g", "").replace("}],", "}],'usage':{'prompt_tokens':5,'completion_tokens':1},"),
                        DONE))
                .containsExactly(
                        "Start c1",
                        "Text 0 a",
                        "Text 0 b",
                        "Text 1 c",
                        "Text 0 r",
                        "Text 1 d",
                        "Text 1 e",
                        "Text 1 f",
                        "Text 1 g",
                        "Told 5 0 0 1 0",
                        "Finished 0 CONTENT_FILTER",
                        "Finished 1 LENGTH",
                        "End");
    }

    @Test
    void usageReplacesWhatWasToldBefore() {
        assertThat(told(
                        "{'id':'c1','choices':[{'delta':{'content':'a'}}],'usage':{'prompt_tokens':5,'completion_tokens':1,"
                                + "'prompt_tokens_details':{'cached_tokens':4}}}",
                        "{'id':'c1','choices':[{'delta':{},'finish_reason':'stop'}],'usage':{'prompt_tokens':5,"
                                + "'completion_tokens':7,'completion_tokens_details':{'reasoning_tokens':3}}}",
                        "{'id':'c1','choices':[],'usage':null}",
                        DONE))
                .containsExactly("Start c1", "Text 0 a", "Told 5 4 0 1 0", "Told 5 0 0 7 3", "Finished 0 STOP", "End");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stop|STOP",
                "length|LENGTH",
                "tool_calls|TOOL_CALLS",
                "function_call|TOOL_CALLS",
                "content_filter|CONTENT_FILTER",
                "eos|STOP"
            })
    void aFinishIsReadByItsWord(String word, String finish) {
        assertThat(told("{'id':'c1','choices':[{'delta':{},'finish_reason':'" + word + "'}]}"))
                .containsExactly("Start c1", "Finished 0 " + finish, "End");
    }

    @Test
    void aCallDecidesOverAPlainStopOnly() {
        final String call = calls("{'index':0,'id':'k','function':{'name':'f','arguments':'{}'}}");
        assertThat(told(call, STOP)).contains("Finished 0 TOOL_CALLS");
        assertThat(told(call, STOP.replace("stop", "length"))).contains("Finished 0 LENGTH");
    }

    @Test
    void aRefusalIsTextThatWasFiltered() {
        assertThat(told(delta("{'refusal':'no'}"), STOP))
                .containsExactly("Start c1", "Text 0 no", "Finished 0 CONTENT_FILTER", "End");
    }

    @Test
    void reasoningIsToldOnceUnderWhateverName() {
        assertThat(told(
                        delta("{'reasoning':'a','reasoning_content':'a','content':''}"),
                        delta("{'reasoning':'b','reasoning_details':[{'type':'reasoning.text','text':'b'}]}"),
                        delta("{'reasoning_details':[{'type':'reasoning.text','text':'c'},"
                                + "{'type':'reasoning.text','text':'','signature':'s'}]}"),
                        delta("{'reasoning_details':[{'type':'reasoning.encrypted','data':'d'}],'content':'x'}"),
                        STOP))
                .containsExactly(
                        "Start c1",
                        "Reasoning 0 a",
                        "Reasoning 0 b",
                        "Reasoning 0 c",
                        "Sealed 0 -1 sl1.o.s",
                        "Sealed 0 -1 sl1.or.d",
                        "Text 0 x",
                        "Finished 0 STOP",
                        "End");
    }

    @Test
    void reasoningBesideItsMarkIsWhatWasToldBefore() {
        assertThat(told(
                        delta("{'reasoning_content':'ab'}"),
                        delta("{'reasoning_details':[{'type':'reasoning.text','text':'ab','signature':'s'}]}"),
                        STOP))
                .containsExactly("Start c1", "Reasoning 0 ab", "Sealed 0 -1 sl1.o.s", "Finished 0 STOP", "End");
        assertThat(told(
                        delta("{'reasoning_details':[{'type':'reasoning.text','text':'a','signature':'s'}]}"),
                        delta("{'reasoning_details':[{'type':'reasoning.text','text':'b','signature':'t'}]}"),
                        STOP))
                .contains("Reasoning 0 a", "Reasoning 0 b");
    }

    @Test
    void fragmentsOfSeveralCallsMayAlternate() {
        assertThat(told(
                        calls("{'index':0,'id':'k','type':'function','function':{'name':'f','arguments':''}}"),
                        calls("{'index':1,'id':'l','function':{'name':'g','arguments':'{'}}"),
                        calls("{'index':0,'function':{'arguments':'{'}},{'index':1,'function':{'arguments':'}'}}"),
                        calls("{'index':0,'id':'k','function':{'name':null,'arguments':'}'}}"),
                        CALLED))
                .containsExactly(
                        "Start c1",
                        "CallStart 0 0 k f",
                        "CallStart 0 1 l g",
                        "CallArgs 0 1 {",
                        "CallArgs 0 0 {",
                        "CallArgs 0 1 }",
                        "CallArgs 0 0 }",
                        "CallEnd 0 0",
                        "CallEnd 0 1",
                        "Finished 0 TOOL_CALLS",
                        "End");
    }

    @Test
    void anyOrderOfFragmentsEndsInTheRightCalls() {
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            final int count = 1 + random.nextInt(5);
            final List<Integer> order = new ArrayList<>();
            for (int call = 0; call < count; call++) {
                order.addAll(Collections.nCopies(1 + random.nextInt(6), call));
            }
            Collections.shuffle(order, random);
            final List<String> data = new ArrayList<>();
            for (int call = 0; call < count; call++) {
                data.add(calls("{'index':" + call + ",'id':'k" + call + "','function':{'name':'f" + call + "'}}"));
            }
            for (final int call : order) {
                data.add(calls("{'index':" + call + ",'function':{'arguments':'" + call + "'}}"));
            }
            data.add(CALLED);
            final StringBuilder expected = new StringBuilder();
            for (int call = 0; call < count; call++) {
                final String digits = Integer.toString(call).repeat(Collections.frequency(order, call));
                expected.append(call == 0 ? "" : ", ").append("f").append(call).append(digits);
            }
            assertThat(Recorder.of(new OpenAiStreamReader(), work, data.toArray(String[]::new))
                            .meaning())
                    .as("seed %s", seed)
                    .contains("calls=[" + expected + "]");
        }
    }

    @Test
    void withoutIndexANewIdIsANewCall() {
        assertThat(told(
                        calls("{'id':'k','function':{'name':'f','arguments':'{'}}"),
                        calls("{'function':{'arguments':'}'}}"),
                        calls("{'id':'l','function':{'name':'g','arguments':{'a':1}}}"),
                        CALLED))
                .containsExactly(
                        "Start c1",
                        "CallStart 0 0 k f",
                        "CallArgs 0 0 {",
                        "CallArgs 0 0 }",
                        "CallStart 0 1 l g",
                        "CallArgs 0 1 {\"a\":1}",
                        "CallEnd 0 0",
                        "CallEnd 0 1",
                        "Finished 0 TOOL_CALLS",
                        "End");
    }

    @Test
    void callsThatShareAnIndexAreToldApart() {
        assertThat(told(
                        calls("{'index':0,'id':'k','function':{'name':'f','arguments':'{}'}}"),
                        calls("{'index':0,'id':'l','function':{'name':'f','arguments':'{}'}}"),
                        CALLED))
                .contains("CallStart 0 0 k f", "CallArgs 0 0 {}", "CallStart 0 1 l f", "CallArgs 0 1 {}");
    }

    @Test
    void aLateNameHoldsTheCallBack() {
        assertThat(told(
                        calls("{'index':0,'id':'k','function':{'arguments':'{'}}"),
                        calls("{'index':0,'function':{'name':'f','arguments':'}'}}"),
                        CALLED))
                .containsExactly(
                        "Start c1",
                        "CallStart 0 0 k f",
                        "CallArgs 0 0 {",
                        "CallArgs 0 0 }",
                        "CallEnd 0 0",
                        "Finished 0 TOOL_CALLS",
                        "End");
    }

    @Test
    void aMissingIdIsMade() {
        assertThat(told(calls("{'index':0,'function':{'name':'f'}}"), CALLED))
                .satisfiesExactly(
                        start -> assertThat(start).isEqualTo("Start c1"),
                        call -> assertThat(call).matches("CallStart 0 0 call_[A-Za-z0-9]{24} f"),
                        args -> assertThat(args).isEqualTo("CallArgs 0 0 {}"),
                        end -> assertThat(end).isEqualTo("CallEnd 0 0"),
                        finish -> assertThat(finish).isEqualTo("Finished 0 TOOL_CALLS"),
                        end -> assertThat(end).isEqualTo("End"));
    }

    @Test
    void theCallOfOldIsACallToo() {
        assertThat(told(
                        delta("{'function_call':{'name':'f','arguments':''}}"),
                        delta("{'function_call':{'arguments':'{}'}}"),
                        STOP.replace("stop", "function_call")))
                .satisfiesExactly(
                        start -> assertThat(start).isEqualTo("Start c1"),
                        call -> assertThat(call).matches("CallStart 0 0 call_[A-Za-z0-9]{24} f"),
                        args -> assertThat(args).isEqualTo("CallArgs 0 0 {}"),
                        end -> assertThat(end).isEqualTo("CallEnd 0 0"),
                        finish -> assertThat(finish).isEqualTo("Finished 0 TOOL_CALLS"),
                        end -> assertThat(end).isEqualTo("End"));
    }

    @Test
    void aMarkOnACallComesBeforeIt() {
        assertThat(told(
                        calls("{'index':0,'id':'k','extra_content':{'google':{'thought_signature':'s'}},"
                                + "'function':{'name':'f','arguments':'{}'}}"),
                        CALLED))
                .startsWith("Start c1", "Sealed 0 0 sl1.o.s", "CallStart 0 0 k f");
    }

    @Test
    void renamedToolsGetTheirNamesBack() throws Exception {
        work.aliases().rename("my.tool", "my_tool");
        assertThat(told(calls("{'index':0,'id':'k','function':{'name':'my_tool'}}"), CALLED))
                .contains("CallStart 0 0 k my.tool");
    }

    @Test
    void anAnswerThatIsOverIsOver() {
        assertThat(told(delta("{'content':'a'}"), STOP, DONE, delta("{'content':'b'}"), "no json", DONE))
                .endsWith("Finished 0 STOP", "End");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[DONE]",
                "{'id':'c1','choices':[]}",
                "{'id':'c1','choices':[{'delta':{'content':'a'}}]}",
                "{'id':'c1','choices':[{'index':0,'finish_reason':'stop'},{'index':1,'delta':{'content':'a'}}]}",
                "{'id':'c1','choices':[{'delta':{},'finish_reason':''}]}"
            })
    void whatEndsBeforeEveryChoiceHasFinishedIsCutOff(String data) {
        assertThat(told(data)).last().isEqualTo("Failed UPSTREAM_ERROR the upstream ended the stream early");
        assertThat(told(data, DONE)).last().isEqualTo("Failed UPSTREAM_ERROR the upstream ended the stream early");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'error':{'message':'no','type':'server_error','code':'overloaded'}}|OVERLOADED no",
                "{'error':'no'}|UPSTREAM_ERROR no",
                "{'error':{'message':'no','type':'invalid_request_error'}}|INVALID_REQUEST no",
                "{'object':'error','message':'no','code':429}|RATE_LIMIT_EXCEEDED no",
                "{'detail':'no'}|UPSTREAM_ERROR no",
                "{'id':'c1','choices':[],'error':{'code':503,'message':'no'}}|OVERLOADED no"
            })
    void anErrorIsAnErrorInEveryShapeAndPlace(String error, String failed) {
        assertThat(told(error)).containsExactly("Failed " + failed);
        assertThat(told(delta("{'content':'a'}"), error, DONE))
                .containsExactly("Start c1", "Text 0 a", "Failed " + failed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "null", "x", "{'choices':[{'delta':{'content':'a'", "{}x", "{'id':'c1'}}"})
    void whatIsNoJsonObjectEndsTheStream(String data) {
        assertThat(told(delta("{'content':'a'}"), data, STOP))
                .startsWith("Start c1", "Text 0 a")
                .last()
                .isEqualTo("Failed UPSTREAM_ERROR an event of the upstream is not valid JSON");
    }

    @Test
    void aCallThatNeverGetsANameFails() {
        assertThat(told(calls("{'index':0,'id':'k','function':{'arguments':'{}'}}"), CALLED))
                .last()
                .isEqualTo("Failed UPSTREAM_ERROR the upstream doesn't say which tool it calls");
    }

    @Test
    void whatHasToBeKeptIsBounded() {
        work.begin(TranslateSettings.DEFAULT, "0123456789abcdef".repeat(3), 0, 64);
        final String piece = calls("{'index':0,'function':{'arguments':'0123456789'}}");
        assertThat(told(piece, piece, piece, piece, piece, piece, piece, piece))
                .containsExactly("Start c1", "Failed UPSTREAM_ERROR the upstream doesn't say which tool it calls");
    }

    @Test
    void callsWithoutEndFail() {
        final String[] data = new String[400];
        for (int i = 0; i < data.length; i++) {
            data[i] = calls("{'index':" + i + ",'id':'k" + i + "','function':{'name':'f'}}");
        }
        assertThat(told(data)).last().isEqualTo("Failed UPSTREAM_ERROR the upstream makes too many calls");
    }

    @Test
    void absurdNumbersAreTaken() {
        assertThat(told(
                        "{'id':'c1','choices':[{'index':99999999999,'delta':{'content':'a'},'finish_reason':'stop'}]}",
                        "{'id':'c1','choices':[{'index':-5,'delta':{'content':'a'},'finish_reason':'stop'}],"
                                + "'usage':{'prompt_tokens':1e99,'completion_tokens':-3}}"))
                .contains("Text 127 a", "Text 0 a", "End");
    }

    @Test
    void signsOfLifeAreToldOnceTheAnswerHasBegun() {
        final byte[] sse = (": a\n\ndata: " + delta("{'content':'a'}") + "\n\n: b\n\ndata: " + STOP + "\n\n: c\n\n")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
        assertThat(Recorder.of(new OpenAiStreamReader(), work, sse).events)
                .containsExactly("Start c1", "Text 0 a", "Alive", "Alive", "Finished 0 STOP", "End");
    }

    @Test
    void aReaderIsReused() {
        final OpenAiStreamReader reader = new OpenAiStreamReader();
        Recorder.of(reader, work, calls("{'index':0,'id':'k','function':{'name':'f'}}"), "{");
        assertThat(Recorder.of(reader, work, delta("{'content':'a'}"), STOP).events)
                .containsExactly("Start c1", "Text 0 a", "Finished 0 STOP", "End");
    }

    @Test
    void anEventCostsItsRecordsAlone() {
        final OpenAiStreamReader reader = new OpenAiStreamReader();
        reader.begin(work);
        final ByteBuf chunk = Unpooled.copiedBuffer(
                ("{'id':'chatcmpl-1','object':'chat.completion.chunk','created':1767225600,'model':'m','choices':[{'index':0,'delta':{'content':'some"
                                + " words '},'logprobs':null,'finish_reason':null}],'usage':null}")
                        .replace('\'', '"'),
                StandardCharsets.UTF_8);
        final int[] heard = new int[1];
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final int rounds = 5_000;
        long allocated = 0;
        for (int pass = 0; pass < 3; pass++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                reader.event(chunk, 0, chunk.readableBytes(), event -> heard[0] += event instanceof Event.Text ? 1 : 0);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(heard[0]).isEqualTo(3 * rounds);
        assertThat(allocated / rounds).isLessThan(200);
    }
}

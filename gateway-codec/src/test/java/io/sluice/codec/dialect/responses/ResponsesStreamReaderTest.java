package io.sluice.codec.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams as the vendor sends them, and as servers do that only resemble it. */
final class ResponsesStreamReaderTest {
    private static final String CREATED = "{'type':'response.created','response':{'id':'resp_1','output':[]}}";
    private static final String COMPLETED =
            "{'type':'response.completed','response':{'id':'resp_1','status':'completed','output':[]}}";

    private final Work work = ResponsesFixturesTest.newWork();

    private Recorder hear(String... events) {
        final StringBuilder sse = new StringBuilder();
        for (final String event : events) {
            sse.append(event.startsWith(":") ? event : "data: " + event.replace('\'', '"'))
                    .append("\n\n");
        }
        return Recorder.of(ResponsesCodec.INSTANCE.newStreamReader(), work, Recorder.bytes(sse.toString()));
    }

    @Test
    void textsToldOnlyWhenTheyAreCompleteAreTold() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_text.done','output_index':0,'content_index':0,'text':'whole'}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'message','content':[{'type':'output_text','text':'whole'}]}}",
                "{'type':'response.completed','response':{'output':[{'type':'message','content':[{'type':'output_text','text':'whole'}]}]}}",
                "[DONE]");
        assertThat(heard.text).hasToString("whole");
        assertThat(heard.finish).isEqualTo(Finish.STOP);
        assertThat(heard.failure).isNull();
    }

    @Test
    void anAnswerToldOnlyAtTheEndIsTold() {
        final Recorder heard = hear("{'type':'response.completed','response':{'id':'r','status':'completed','output':["
                + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'a'},{'type':'summary_text','text':'b'}],'encrypted_content':'e'},"
                + "{'type':'message','content':[{'type':'output_text','text':'t'}]},"
                + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}],"
                + "'usage':{'input_tokens':3,'output_tokens':4}}}");
        assertThat(heard.reasoning).hasToString("a\n\nb");
        assertThat(heard.text).hasToString("t");
        assertThat(heard.calls).containsExactly("f{}");
        assertThat(heard.finish).isEqualTo(Finish.TOOL_CALLS);
        assertThat(heard.usage).isEqualTo("3 0 0 4 0");
        assertThat(heard.seals)
                .containsExactly(new Seal(Origin.RESPONSES, JsonString.of("e"), false, JsonString.of("rs_1")));
    }

    @Test
    void whatIsRepeatedIsToldOnce() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'message','content':[]}}",
                "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'a'}",
                "{'type':'response.output_text.done','output_index':0,'content_index':0,'text':'a'}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'message','content':[{'type':'output_text','text':'a'}]}}",
                "{'type':'response.completed','response':{'output':[{'type':'message','content':[{'type':'output_text','text':'a'}]}]}}");
        assertThat(heard.text).hasToString("a");
    }

    @Test
    void deltasWrittenAlikeGoOnWithTheirOwnParts() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'function_call','call_id':'c','name':'f'}}",
                "{'type':'response.output_item.added','output_index':1,'item':{'type':'function_call','call_id':'d','name':'g'}}",
                delta("function_call_arguments", 0, 1, "{", ""),
                delta("function_call_arguments", 0, 2, " ", "xx"),
                delta("function_call_arguments", 1, 10, "{", "x"),
                delta("function_call_arguments", 1, 10, " ", "x"),
                delta("function_call_arguments", 0, 11, "}", "xxx"),
                delta("function_call_arguments", 1, 12, "\\u007d", ""),
                delta("output_text", 2, 13, "a", "x"),
                delta("output_text", 2, 14, "", "x"),
                delta("output_text", 2, 15, "\\n", "x"),
                delta("reasoning_summary_text", 3, 16, "r", "x"),
                delta("output_text", 2, 17, "c", "x").replace("}", ",'delta':'b'}"),
                delta("output_text", 2, 18, "d", "x"),
                COMPLETED);
        assertThat(heard.calls).containsExactly("f{ }", "g{ }");
        assertThat(heard.text).hasToString("a\nbd");
        assertThat(heard.reasoning).hasToString("r");
        assertThat(heard.failure).isNull();
    }

    @Test
    void aDeltaThatBreaksOffWhereOthersWereWholeIsAFailure() {
        final String whole = delta("output_text", 0, 1, "a", "x");
        assertThat(hear(CREATED, whole, whole, whole.substring(0, whole.length() - 1)).failure)
                .isNotNull();
    }

    private static String delta(String part, int output, int sequence, String text, String obfuscation) {
        return "{'type':'response." + part + ".delta','sequence_number':" + sequence + ",'output_index':" + output
                + ",'delta':'" + text + "','obfuscation':'" + obfuscation + "'}";
    }

    @Test
    void itemsThatAreAllNumberedAlikeAreTakenByTheirOrder() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'message'}}",
                "{'type':'response.output_text.delta','output_index':0,'delta':'a'}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'message','content':[]}}",
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'function_call','call_id':'c','name':'f'}}",
                "{'type':'response.function_call_arguments.delta','output_index':0,'delta':'{}'}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}}",
                "{'type':'response.completed','response':{'output':[{'type':'message','content':[{'type':'output_text','text':'a'}]},"
                        + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}]}}");
        assertThat(heard.text).hasToString("a");
        assertThat(heard.calls).containsExactly("f{}");
    }

    @Test
    void eventsWithoutNumbersBelongToTheLastItem() {
        final Recorder heard = hear(
                "{'type':'response.output_item.added','item':{'type':'function_call','call_id':'c','name':'f'}}",
                "{'type':'response.function_call_arguments.delta','delta':'{'}",
                "{'type':'response.function_call_arguments.delta','delta':'}'}",
                "{'type':'response.output_item.done','item':{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}}",
                COMPLETED);
        assertThat(heard.calls).containsExactly("f{}");
    }

    @Test
    void argumentsToldOnlyWhenTheyAreCompleteAreTold() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'function_call','call_id':'c','name':'f','arguments':''}}",
                "{'type':'response.function_call_arguments.done','output_index':0,'arguments':'{1}'}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'function_call','arguments':'{1}'}}",
                "{'type':'response.output_item.added','output_index':1,'item':{'type':'function_call','call_id':'d','name':'g'}}",
                "{'type':'response.output_item.done','output_index':1,'item':{'type':'function_call','arguments':''}}",
                COMPLETED);
        assertThat(heard.calls).containsExactly("f{1}", "g{}");
    }

    @Test
    void aCallWhoseNameComesLateBeginsLate() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'function_call'}}",
                "{'type':'response.function_call_arguments.delta','output_index':0,'delta':'{'}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'function_call','name':'f','arguments':'{}'}}",
                COMPLETED);
        assertThat(heard.calls).containsExactly("f{}");
        assertThat(heard.events).anyMatch(event -> event.startsWith("CallStart 0\"call_"));
    }

    @Test
    void aCallThatNobodyEndedEndsWithTheAnswer() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'function_call','call_id':'c','name':'f'}}",
                "{'type':'response.function_call_arguments.delta','output_index':0,'delta':'{\\'a'}",
                "{'type':'response.incomplete','response':{'incomplete_details':{'reason':'max_output_tokens'}}}");
        assertThat(heard.calls).containsExactly("f{\"a");
        assertThat(heard.finish).isEqualTo(Finish.LENGTH);
    }

    @Test
    void aCallThatEndsAsSomethingElseEnds() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'function_call','call_id':'c','name':'f'}}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'message','content':[]}}",
                COMPLETED);
        assertThat(heard.calls).containsExactly("f{}");
    }

    @Test
    void partsOfASummaryAreSetApartByABlankLine() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':0,'delta':'a'}",
                "{'type':'response.reasoning_summary_text.done','output_index':0,'summary_index':0,'text':'a'}",
                "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':1,'delta':'b'}",
                "{'type':'response.reasoning_text.delta','output_index':1,'content_index':0,'delta':'c'}",
                "{'type':'response.reasoning_text.done','output_index':2,'content_index':0,'text':'d'}",
                COMPLETED);
        assertThat(heard.reasoning).hasToString("a\n\nbcd");
    }

    @Test
    void theMarkAtTheItemsEndCounts() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'reasoning','id':'rs','encrypted_content':'part'}}",
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'reasoning','id':'rs','encrypted_content':'whole','summary':[]}}",
                COMPLETED);
        assertThat(heard.seals.stream().map(seal -> seal.value().text())).containsExactly("whole");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'incomplete_details':{'reason':'max_output_tokens'} | LENGTH",
                "'incomplete_details':{'reason':'content_filter'} | CONTENT_FILTER",
                "'incomplete_details':null | STOP",
                "'max_output_tokens':20,'usage':{'input_tokens':1,'output_tokens':20} | LENGTH",
                "'max_output_tokens':20,'usage':{'input_tokens':1,'output_tokens':19} | STOP"
            })
    void anIncompleteAnswerSaysWhy(String members, Finish finish) {
        assertThat(hear(CREATED, "{'type':'response.incomplete','response':{" + members + "}}").finish)
                .isEqualTo(finish);
    }

    @Test
    void aRefusalIsTextThatWasFiltered() {
        final Recorder heard =
                hear(CREATED, "{'type':'response.refusal.delta','output_index':0,'delta':'no'}", COMPLETED);
        assertThat(heard.text).hasToString("no");
        assertThat(heard.finish).isEqualTo(Finish.CONTENT_FILTER);
    }

    @Test
    void namesAreRestored() throws Exception {
        work.aliases().rename("a.b", "a_b");
        assertThat(hear(
                                CREATED,
                                "{'type':'response.output_item.done','output_index':0,'item':{'type':'function_call','call_id':'c','name':'a_b','arguments':'{}'}}",
                                COMPLETED)
                        .calls)
                .containsExactly("a.b{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'error','code':'rate_limit_exceeded','message':'m','param':null} | RATE_LIMIT_EXCEEDED",
                "{'type':'error','code':null,'message':'m'} | UPSTREAM_ERROR",
                "{'type':'error','code':'bad_thing','message':'m'} | INVALID_REQUEST",
                "{'type':'error','error':{'type':'server_error','code':null,'message':'m'}} | UPSTREAM_ERROR",
                "{'type':'error','error':{'type':'server_error','code':'overloaded','message':'m'}} | OVERLOADED",
                "{'type':'error','error':{'type':'insufficient_quota','code':'insufficient_quota','message':'m'}} |"
                        + " INSUFFICIENT_QUOTA",
                "{'type':'response.failed','response':{'id':'r','error':{'code':'server_error','message':'m'}}} |"
                        + " UPSTREAM_ERROR",
                "{'type':'response.failed','response':{'id':'r','error':{'code':'vector_store_timeout','message':'m'}}}"
                        + " | UPSTREAM_ERROR",
                "{'type':'response.failed','response':{'id':'r','error':{'code':'invalid_prompt','message':'m'}}} |"
                        + " INVALID_REQUEST",
                "{'type':'response.completed','response':{'id':'r','status':'failed','error':{'code':'rate_limit_exceeded','message':'m'}}}"
                        + " | RATE_LIMIT_EXCEEDED",
                "{'error':{'message':'m','type':'server_error','code':'overloaded'}} | OVERLOADED"
            })
    void failuresAreToldInEveryForm(String event, ErrorType type) {
        final Recorder heard = hear(event);
        assertThat(heard.events).containsExactly("Failed m");
        assertThat(heard.failure)
                .isNotNull()
                .satisfies(failure -> assertThat(failure.type()).isEqualTo(type));
    }

    @Test
    void anErrorAndTheFailedResponseBehindItAreOneFailure() {
        final Recorder heard = hear(
                CREATED,
                "{'type':'response.output_text.delta','output_index':0,'delta':'a'}",
                "{'type':'error','error':{'type':'server_error','code':'overloaded','message':'m'}}",
                "{'type':'response.failed','response':{'error':{'code':'overloaded','message':'m'}}}",
                "[DONE]");
        assertThat(heard.events).containsExactly("Start", "Text a", "Failed m");
    }

    @Test
    void aStreamWithoutATerminalEventWasCut() {
        assertThat(hear(CREATED, "{'type':'response.output_text.delta','output_index':0,'delta':'a'}").events)
                .containsExactly("Start", "Text a", "Failed the upstream ended the stream early");
        assertThat(hear(CREATED, "[DONE]").events)
                .containsExactly("Start", "Failed the upstream ended the stream early");
        assertThat(hear().events).containsExactly("Failed the upstream ended the stream early");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':", "nothing", "[1]", "{'type':'response.created'} x"})
    void anEventThatIsNoJsonObjectFailsTheStream(String event) {
        assertThat(hear(CREATED, event).events)
                .containsExactly("Start", "Failed the upstream sent an event that is not valid JSON");
    }

    @Test
    void whatIsNotKnownAndWhatComesAfterTheEndIsPassedOver() {
        final Recorder heard = hear(
                ": hello",
                CREATED,
                ": still here",
                "{'type':'keepalive'}",
                "{'type':'response.queued'}",
                "{'type':'response.web_search_call.searching','output_index':0}",
                "{'type':'response.output_item.added','output_index':0,'item':{'type':'web_search_call'}}",
                "{'type':'response.output_text.annotation.added','output_index':1,'annotation':{}}",
                "{'type':'response.output_text.delta','output_index':1,'delta':''}",
                "{'type':'never.heard.of','delta':7}",
                COMPLETED,
                "{'type':'response.output_text.delta','output_index':1,'delta':'late'}");
        assertThat(heard.events).containsExactly("Start", "Alive", "Alive", "Finished", "End");
        assertThat(work.losses().dropped()).containsExactly("web_search_call", "annotations");
    }

    @Test
    void moreItemsThanAnAnswerMayHaveFailIt() {
        final String[] events = new String[9000];
        for (int i = 0; i < events.length; i++) {
            events[i] = "{'type':'response.output_item.added','output_index':" + i + ",'item':{'type':'message'}}";
        }
        assertThat(hear(events).events).containsExactly("Start", "Failed the upstream's answer has too many items");
    }

    @Test
    void aReaderIsAsNewForItsNextStream() {
        final var reader = ResponsesCodec.INSTANCE.newStreamReader();
        final byte[] call = Recorder.bytes(("data: " + CREATED
                        + "\n\n"
                        + "data:"
                        + " {'type':'response.output_item.done','output_index':0,'item':{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}}\n\n"
                        + "data: " + COMPLETED + "\n\n")
                .replace('\'', '"'));
        final List<String> first = Recorder.of(reader, work, call).events;
        assertThat(Recorder.of(reader, work, call).events).isEqualTo(first);
    }
}

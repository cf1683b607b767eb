package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.sse.SseScanner;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamInspectorTest {
    private final Usage usage = new Usage();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "LIFECYCLE | {'choices':[{'index':0,'delta':{'role':'assistant','content':'','refusal':null}}]}",
                "LIFECYCLE | {'choices':[{'index':0,'delta':{}}]}",
                "LIFECYCLE | {'choices':[{'index':0,'delta':{'content':null},'finish_reason':''}]}",
                "LIFECYCLE | {'choices':[{'index':0,'finish_reason':null}],'usage':null}",
                "LIFECYCLE | {'choices':[],'prompt_filter_results':[{}]}",
                "LIFECYCLE | {'choices':[],'usage':null}",
                "LIFECYCLE | {'choices':[{'index':0,'delta':{'tool_calls':[],'function_call':{}}}]}",
                "LIFECYCLE | {'choices':null,'error':null}",
                "LIFECYCLE | {}",
                "CONTENT | {'choices':[{'index':0,'delta':{'content':'a'}}]}",
                "CONTENT | {'choices':[{'delta':{'content':' '}}]}",
                "CONTENT | {'choices':[{'index':0,'delta':{'refusal':'a'}}]}",
                "CONTENT | {'choices':[{'index':0,'delta':{'reasoning_content':'a'}}]}",
                "CONTENT | {'choices':[{'index':0,'delta':{'reasoning':'a'}}]}",
                "CONTENT | {'choices':[{'index':0,'delta':{'reasoning_details':[{'signature':'x'}]}}]}",
                "CONTENT |"
                        + " {'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'c','function':{'name':'f'}}]}}]}",
                "CONTENT | {'choices':[{'index':0,'delta':{'function_call':{'name':'f'}}}]}",
                "CONTENT | {'choices':[{'index':0,'delta':{'audio':{'id':'x'}}}]}",
                "CONTENT | {'choices':[{'index':0,'delta':{'never_heard_of':'a'}}]}",
                "CONTENT | {'choices':[{'index':0,'message':{'content':'a'}}]}",
                "CONTENT | {'choices':[{'index':0,'text':'a'}]}",
                "CONTENT |"
                        + " {'choices':[{'index':0,'delta':{'content':'a'},'finish_reason':'stop'}],'usage':{'prompt_tokens':1}}",
                "CONTENT | {'message':'m','choices':[{'delta':{'content':'a'}}]}",
                "FINISH | {'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}",
                "FINISH | {'choices':[{'index':0,'text':'','finish_reason':'length'}],'usage':{'prompt_tokens':1}}",
                "LIFECYCLE | {'choices':[{'index':0,'delta':{'content':''}}],'usage':{'prompt_tokens':1}}",
                "USAGE | {'choices':[],'usage':{'prompt_tokens':1,'completion_tokens':1}}",
                "USAGE | {'usage':{'prompt_tokens':1},'choices':null}",
                "ERROR | {'error':{'message':'m'}}",
                "ERROR | {'error':'m'}",
                "ERROR | {'error':{'message':'m'},'choices':[]}",
                "ERROR | {'object':'error','message':'m'}",
                "ERROR | {'detail':'m'}",
                "ERROR | {'message':'m'}",
                "ERROR | {'choices':[",
                "ERROR | {'choices':[]}x",
                "ERROR | []",
                "ERROR | nonsense",
                "END | [DONE]",
                "END | [DONE] "
            })
    void knowsTheEventsOfChatCompletions(EventKind kind, String json) {
        assertThat(one(Endpoint.CHAT_COMPLETIONS, json)).isEqualTo(kind);
    }

    @Test
    void takesNoCountsFromHalfAnEvent() {
        one(Endpoint.CHAT_COMPLETIONS, "{'choices':[],'usage':{'prompt_tokens':1,'completion_tokens':60");

        assertThat(usage.isKnown()).isFalse();
        assertThat(usage.inputTotal()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "LIFECYCLE | {'type':'message_start','message':{'content':[],'usage':{'input_tokens':1}}}",
                "LIFECYCLE | {'type':'ping'}",
                "LIFECYCLE | {'type':'never_heard_of','text':'a'}",
                "LIFECYCLE | {'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
                "LIFECYCLE |"
                        + " {'type':'content_block_start','content_block':{'type':'thinking','thinking':'','signature':''}}",
                "CONTENT | {'type':'content_block_start','content_block':{'type':'text','text':'a'}}",
                "CONTENT |"
                        + " {'type':'content_block_start','content_block':{'type':'tool_use','id':'t','name':'f','input':{}}}",
                "CONTENT | {'type':'content_block_start','content_block':{'type':'redacted_thinking','data':'x'}}",
                "CONTENT | {'type':'content_block_start','content_block':{'type':'never_heard_of'}}",
                "LIFECYCLE | {'type':'content_block_delta','delta':{'type':'text_delta','text':''}}",
                "LIFECYCLE | {'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':''}}",
                "CONTENT | {'type':'content_block_delta','delta':{'type':'text_delta','text':'a'}}",
                "CONTENT | {'delta':{'text':'a','type':'text_delta'},'index':0,'type':'content_block_delta'}",
                "CONTENT | {'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':'{'}}",
                "CONTENT | {'type':'content_block_delta','delta':{'type':'thinking_delta','thinking':'a'}}",
                "CONTENT | {'type':'content_block_delta','delta':{'type':'signature_delta','signature':'a'}}",
                "CONTENT | {'type':'content_block_delta','delta':{'type':'citations_delta','citation':{'a':1}}}",
                "CONTENT | {'type':'content_block_delta','delta':{'type':'never_heard_of','more':'a'}}",
                "LIFECYCLE | {'type':'content_block_stop','index':0}",
                "FINISH | {'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':1}}",
                "LIFECYCLE | {'type':'message_delta','delta':{'stop_reason':null},'usage':{'output_tokens':1}}",
                "END | {'type':'message_stop'}",
                "ERROR | {'type':'error','error':{'type':'overloaded_error','message':'m'}}",
                "ERROR | {'error':{'message':'m'},'type':'error'}",
                "ERROR | {'error':{'message':'m'}}",
                "ERROR | nonsense"
            })
    void knowsTheEventsOfMessages(EventKind kind, String json) {
        assertThat(one(Endpoint.MESSAGES, json)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "LIFECYCLE | {'candidates':[{'content':{'role':'model'},'index':0}]}",
                "LIFECYCLE | {'candidates':[{'content':{'parts':[{'text':''}]}}]}",
                "LIFECYCLE | {'candidates':[{'content':{'parts':[{'text':'','thought':true}]}}]}",
                "LIFECYCLE | {'usageMetadata':{'promptTokenCount':1}}",
                "LIFECYCLE | {}",
                "CONTENT | {'candidates':[{'content':{'parts':[{'text':'a'}]}}]}",
                "CONTENT | {'candidates':[{'content':{'parts':[{'text':'a','thought':true}]}}]}",
                "CONTENT | {'candidates':[{'content':{'parts':[{'text':''},{'functionCall':{'name':'f'}}]}}]}",
                "CONTENT | {'candidates':[{'content':{'parts':[{'text':'','thoughtSignature':'x'}]}}]}",
                "CONTENT | {'candidates':[{'content':{'parts':[{'inlineData':{'mimeType':'x','data':'AA'}}]}}]}",
                "CONTENT | {'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}]}",
                "FINISH | {'candidates':[{'content':{'parts':[{'text':''}]},'finishReason':'STOP'}]}",
                "FINISH | {'candidates':[{'finishReason':'MAX_TOKENS'}]}",
                "FINISH | {'promptFeedback':{'blockReason':'SAFETY'}}",
                "LIFECYCLE | {'promptFeedback':{'safetyRatings':[]}}",
                "ERROR | {'error':{'code':503,'message':'m','status':'UNAVAILABLE'}}",
                "ERROR | nonsense"
            })
    void knowsTheEventsOfGemini(EventKind kind, String json) {
        assertThat(one(Endpoint.STREAM_GENERATE_CONTENT, json)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "LIFECYCLE | {'type':'response.created','response':{'id':'resp_1','error':null,'usage':null}}",
                "LIFECYCLE | {'type':'response.queued','response':{}}",
                "LIFECYCLE | {'type':'keepalive'}",
                "LIFECYCLE | {'type':'response.output_item.added','item':{'type':'message','content':[]}}",
                "LIFECYCLE | {'type':'response.output_item.added','item':{'type':'reasoning','summary':[]}}",
                "CONTENT | {'type':'response.output_item.added','item':{'type':'function_call','name':'f'}}",
                "LIFECYCLE | {'type':'response.content_part.added','part':{'type':'output_text','text':''}}",
                "LIFECYCLE | {'type':'response.output_text.delta','delta':''}",
                "CONTENT | {'type':'response.output_text.delta','delta':'a'}",
                "CONTENT | {'type':'response.function_call_arguments.delta','delta':'{'}",
                "CONTENT | {'type':'response.reasoning_summary_text.delta','delta':'a'}",
                "CONTENT | {'type':'response.output_text.done','text':'a'}",
                "CONTENT | {'type':'response.never_heard_of'}",
                "END | {'type':'response.completed','response':{'usage':{'input_tokens':1,'output_tokens':1}}}",
                "END | {'type':'response.incomplete','response':{}}",
                "END | [DONE]",
                "ERROR | {'type':'response.failed','response':{'error':{'code':'server_error','message':'m'}}}",
                "ERROR | {'type':'error','code':'x','message':'m'}",
                "ERROR | {'type':'error','error':{'message':'m'}}",
                "ERROR | {'error':{'message':'m'}}"
            })
    void knowsTheEventsOfResponses(EventKind kind, String json) {
        assertThat(one(Endpoint.RESPONSES, json)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CONTENT | {'type':'image_generation.partial_image','b64_json':'AA'}",
                "END | {'type':'image_generation.completed','usage':{'input_tokens':2,'output_tokens':3}}",
                "CONTENT | {'type':'speech.audio.delta','audio':'AA','delta':'AA'}",
                "END | {'type':'speech.audio.done','usage':{'input_tokens':2,'output_tokens':3}}",
                "CONTENT | {'type':'transcript.text.delta','delta':'a'}",
                "END | {'type':'transcript.text.done','text':'a','usage':{'input_tokens':2,'output_tokens':3}}"
            })
    void knowsTheEventsOfImagesAndSound(EventKind kind, String json) {
        assertThat(one(Endpoint.IMAGE_GENERATIONS, json)).isEqualTo(kind);
        assertThat(usage.isKnown()).isEqualTo(kind == EventKind.END);
    }

    @Test
    void takesTheLastUsageAndNeverTheSum() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);
        for (int i = 1; i <= 3; i++) {
            feed(
                    inspector,
                    "{'choices':[{'delta':{'content':'a'}}],'usage':{'prompt_tokens':5,'completion_tokens':" + i
                            + "}}");
        }

        assertThat(usage.isKnown()).isTrue();
        assertThat(usage.inputTotal()).isEqualTo(5);
        assertThat(usage.outputTotal()).isEqualTo(3);
    }

    @Test
    void overwritesUsageFieldByField() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.MESSAGES);
        feed(
                inspector,
                "{'type':'message_start','message':{'usage':{'input_tokens':5,'cache_read_input_tokens':20,'output_tokens':1}}}");
        assertThat(usage.isKnown()).isFalse();
        assertThat(usage.isInputKnown()).isTrue();
        assertThat(usage.inputTotal()).isEqualTo(25);

        feed(inspector, "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':9}}");

        assertThat(usage.isKnown()).isTrue();
        assertThat(usage.inputTotal()).isEqualTo(25);
        assertThat(usage.outputTotal()).isEqualTo(9);
    }

    @Test
    void knowsGeminisOutputOnlyWhenItWasTold() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.STREAM_GENERATE_CONTENT);
        feed(
                inspector,
                "{'candidates':[{'content':{'parts':[{'text':'some"
                        + " words'}]}}],'usageMetadata':{'promptTokenCount':5}}");
        feed(inspector, "{'candidates':[{'finishReason':'STOP'}]}");
        assertThat(inspector.isComplete()).isTrue();
        assertThat(usage.isKnown()).isFalse();

        feed(inspector, "{'usageMetadata':{'promptTokenCount':5,'candidatesTokenCount':2}}");
        assertThat(usage.isKnown()).isTrue();
    }

    @Test
    void isCompleteWhenEveryChoiceSeenHasFinished() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);
        feed(inspector, "{'choices':[{'index':0,'delta':{'content':'a'}},{'index':1,'delta':{'content':'a'}}]}");
        feed(inspector, "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");
        assertThat(inspector.isComplete()).isFalse();

        feed(inspector, "{'choices':[{'index':1,'delta':{},'finish_reason':'stop'}]}");
        assertThat(inspector.isComplete()).isTrue();
    }

    @Test
    void tellsChoicesApartUpToItsBound() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);

        feed(inspector, "{'choices':[{'index':-4,'delta':{}},{'index':999999999999,'delta':{}}]}");
        assertThat(inspector.isComplete()).isFalse();
        feed(inspector, "{'choices':[{'index':0,'finish_reason':'stop'},{'index':64,'finish_reason':'stop'}]}");
        assertThat(inspector.isComplete()).isTrue();
    }

    @Test
    void isNotCompleteWithAStopReasonAlone() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.MESSAGES);
        feed(inspector, "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':9}}");
        assertThat(inspector.isComplete()).isFalse();

        feed(inspector, "{'type':'message_stop'}");
        assertThat(inspector.isComplete()).isTrue();
    }

    @Test
    void ignoresWhatFollowsTheEnd() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);
        feed(inspector, "[DONE]");

        assertThat(feed(inspector, "{'error':{'message':'m'}}")).isEqualTo(EventKind.LIFECYCLE);
        assertThat(feed(inspector, "{'usage':{'prompt_tokens':7,'completion_tokens':7}}"))
                .isEqualTo(EventKind.LIFECYCLE);
        assertThat(inspector.isFailed()).isFalse();
        assertThat(usage.isInputKnown()).isFalse();
    }

    @Test
    void letsOneBrokenEventPassAmongGoodOnes() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);
        feed(inspector, "{'choices':[{'delta':{'content':'a'}}]}");

        assertThat(feed(inspector, "{'choices':[{'delta':{'content':'a")).isEqualTo(EventKind.LIFECYCLE);
        assertThat(inspector.isFailed()).isFalse();
    }

    @Test
    void takesTheWordDoneInATextForText() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);

        assertThat(feed(inspector, "{'choices':[{'delta':{'content':'[DONE]'}}]}"))
                .isEqualTo(EventKind.CONTENT);
        assertThat(inspector.isComplete()).isFalse();
    }

    @Test
    void tellsWhatAnErrorSaid() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.MESSAGES);
        assertThat(inspector.errorStatus()).isZero();
        assertThat(inspector.errorMessage()).isEmpty();

        feed(inspector, "{'type':'error','error':{'type':'overloaded_error','message':'Over\\nloaded'}}");

        assertThat(inspector.errorStatus()).isEqualTo(503);
        assertThat(inspector.errorMessage()).isEqualTo("Over loaded");
        inspector.reset();
        assertThat(inspector.isFailed()).isFalse();
    }

    @Test
    void tellsTheIdOfAResponseAndItsNextSequenceNumber() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.RESPONSES);
        feed(inspector, "{'type':'response.created','response':{'id':'resp_1'},'sequence_number':0}");
        feed(inspector, "{'type':'response.in_progress','response':{'id':'resp_2'},'sequence_number':1}");

        assertThat(inspector.answerId()).isEqualTo("resp_1");
        assertThat(inspector.eventCount()).isEqualTo(2);
        inspector.reset();
        assertThat(inspector.answerId()).isNull();
        assertThat(Inspectors.stream(Endpoint.MESSAGES).answerId()).isNull();
    }

    @Test
    void takesCommentsForNothingAndOversizedEventsForContent() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);
        final java.util.List<EventKind> kinds = new java.util.ArrayList<>();
        final SseScanner scanner = new SseScanner(16, (event, end) -> kinds.add(inspector.event(event, usage)));

        final byte[] stream = (": hi\n\ndata:\n\ndata: " + "x".repeat(50) + "\n\ndata: [DONE]\n\n").getBytes(UTF_8);
        scanner.feed(Unpooled.wrappedBuffer(stream), 0, stream.length);

        assertThat(kinds).containsExactly(EventKind.LIFECYCLE, EventKind.LIFECYCLE, EventKind.CONTENT, EventKind.END);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHAT_COMPLETIONS", "MESSAGES", "STREAM_GENERATE_CONTENT", "RESPONSES"})
    void survivesAnyJsonAndAnyBytes(String endpoint) {
        final long seed = 42;
        final java.util.Random random = new java.util.Random(seed);
        final String[] words = {
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "1",
            "-2e9",
            "\"",
            "\"choices\"",
            "\"delta\"",
            "\"content\"",
            "\"usage\"",
            "\"error\"",
            "\"type\"",
            "\"index\"",
            "\"candidates\"",
            "\"parts\"",
            "\"response\"",
            "\"item\"",
            "\"finish_reason\"",
            "\"usageMetadata\"",
            "\"message\"",
            "\"\\ud83d\"",
            "\0",
            "é"
        };
        final StreamInspector inspector = Inspectors.stream(Endpoint.valueOf(endpoint));
        for (int round = 0; round < 5000; round++) {
            final StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i >= 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            inspector.reset();
            final byte[] bytes = text.toString().getBytes(UTF_8);
            assertThat(inspector.data(Unpooled.wrappedBuffer(bytes), 0, bytes.length, usage))
                    .as("seed %s round %s: %s", seed, round, text)
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unicode-split/openai",
                "tool-parallel/openai",
                "reasoning/anthropic",
                "tool-parallel/anthropic",
                "reasoning/gemini",
                "tool-parallel/gemini"
            })
    void allocatesNothingForAStream(String fixture) {
        final byte[] bytes = Fixtures.bytes(fixture + ".stream.sse");
        final ByteBuf stream = Unpooled.wrappedBuffer(bytes);
        final StreamInspector inspector = Inspectors.stream(
                fixture.endsWith("openai")
                        ? Endpoint.CHAT_COMPLETIONS
                        : fixture.endsWith("gemini") ? Endpoint.STREAM_GENERATE_CONTENT : Endpoint.MESSAGES);
        final SseScanner scanner = new SseScanner(65536, (event, end) -> inspector.event(event, usage));

        assertThat(Allocations.of(() -> {
                    inspector.reset();
                    scanner.reset();
                    scanner.feed(stream, 0, bytes.length);
                    scanner.finish();
                }))
                .isZero();
        assertThat(inspector.isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CHAT_COMPLETIONS", "RESPONSES", "MESSAGES", "STREAM_GENERATE_CONTENT"})
    void eventsThatComeAgainMeanWhatTheyWouldMeanAlone(String endpoint) {
        final String[] events = {
            "{'choices':[{'index':0,'delta':{'content':'%s'},'finish_reason':null}],'usage':null,'obfuscation':'%s'}",
            "{'choices':[{'index':1,'delta':{'content':'%s'},'finish_reason':null}],'usage':null,'obfuscation':'%s'}",
            "{'choices':[{'index':0,'delta':{'content':'%s'},'finish_reason':'%s'}]}",
            "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'%s'}}]}}],'x':'%s'}",
            "{'choices':[{'index':0,'delta':{'content':'%s'}}],'usage':{'prompt_tokens':3,'completion_tokens':4},'y':'%s'}",
            "{'type':'response.output_text.delta','sequence_number':5,'delta':'%s','obfuscation':'%s'}",
            "{'type':'response.output_text.done','sequence_number':6,'text':'%s','obfuscation':'%s'}",
            "{'type':'response.output_text.delta','delta':'%s','usage':{'output_tokens':4},'x':'%s'}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'%s'},'x':'%s'}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':'%s'},'x':'%s'}",
            "{'type':'content_block_delta','delta':{'text':'%s'},'usage':{'output_tokens':4},'x':'%s'}",
            "{'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':9},'x':'%s','y':'%s'}",
            "{'type':'message_delta','delta':{},'usage':{'output_tokens':9},'x':'%s','y':'%s'}",
            "{'type':'x','usage':{'output_tokens':9},'x':'%s','y':'%s'}",
            "{'candidates':[],'usageMetadata':{'promptTokenCount':5},'x':'%s','y':'%s'}",
            "{'candidates':[{'content':{'parts':[{'text':'%s'}]}}],'modelVersion':'%s'}",
            "{'candidates':[{'content':{'parts':[{'text':'%s'}]}}],'usageMetadata':{'promptTokenCount':3},'x':'%s'}",
            "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'%s','args':{}}}]},'finishReason':'%s'}]}"
        };
        final String[] texts = {"", "", "a", "word", " and more", "\\n", "\\ud83d\\ude00", "12"};
        for (long seed = 0; seed < 200; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final StreamInspector learning = Inspectors.stream(Endpoint.valueOf(endpoint));
            final StreamInspector reading = Inspectors.stream(Endpoint.valueOf(endpoint));
            final Usage learnt = new Usage();
            final Usage read = new Usage();
            String event = events[0];
            for (int i = 0; i < 40; i++) {
                event = random.nextInt(4) == 0 ? events[random.nextInt(events.length)] : event;
                final String json =
                        event.formatted(texts[random.nextInt(texts.length)], texts[random.nextInt(texts.length)]);
                final String what = "seed " + seed + " event " + i + ": " + json;
                final EventKind kind = feed(learning, json, learnt);
                assertThat(kind).as(what).isEqualTo(feed(reading, json + " ".repeat(i + 1), read));
                assertThat(learning.isComplete()).as(what).isEqualTo(reading.isComplete());
                assertThat(learning.estimatedOutputTokens()).as(what).isEqualTo(reading.estimatedOutputTokens());
                assertThat(learnt).as(what).usingRecursiveComparison().isEqualTo(read);
            }
        }
    }

    @Test
    void halfAnEventEndsNoStream() {
        final StreamInspector chat = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);
        feed(chat, "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}");
        feed(chat, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"");
        assertThat(chat.isComplete()).isFalse();
        feed(chat, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
        assertThat(chat.isComplete()).isTrue();

        final StreamInspector gemini = Inspectors.stream(Endpoint.STREAM_GENERATE_CONTENT);
        feed(gemini, "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}");
        feed(gemini, "{\"candidates\":[{\"finishReason\":\"STOP\"}");
        assertThat(gemini.isComplete()).isFalse();
        feed(gemini, "{\"promptFeedback\":{\"blockReason\":\"OTHER\"}");
        assertThat(gemini.isComplete()).isFalse();
    }

    @Test
    void countsThatComeAgainBesideAnotherTextAreCounted() {
        final StreamInspector inspector = Inspectors.stream(Endpoint.CHAT_COMPLETIONS);
        final String told = "{'choices':[{'delta':{'content':'%s'}}],'usage':{'completion_tokens':4}}";
        feed(inspector, told.formatted("a"));
        feed(inspector, "{'choices':[],'usage':{'completion_tokens':9}}");

        feed(inspector, told.formatted("b"));

        assertThat(usage.outputTotal()).isEqualTo(4);
    }

    private EventKind one(Endpoint endpoint, String json) {
        return feed(Inspectors.stream(endpoint), json);
    }

    private EventKind feed(StreamInspector inspector, String json) {
        return feed(inspector, json, usage);
    }

    private static EventKind feed(StreamInspector inspector, String json, Usage usage) {
        final byte[] bytes = json.replace('\'', '"').getBytes(UTF_8);
        return inspector.data(Unpooled.wrappedBuffer(bytes), 0, bytes.length, usage);
    }
}

package io.sluice.codec.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.DialectCodec;
import io.sluice.codec.dialect.neutral.Failure;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers in one piece, and refusals. */
final class ResponsesAnswerTest {
    private static final DialectCodec CODEC = ResponsesCodec.INSTANCE;

    private final Work work = ResponsesFixturesTest.newWork();
    private final ResponseReader reader = CODEC.newResponseReader();

    private @Nullable Response read(String body) {
        return reader.read(JsonValue.of(body.replace('\'', '"')), work);
    }

    private List<Part> parts(String output) {
        final Response response = read("{'id':'r','object':'response','status':'completed','output':" + output + "}");
        if (response == null) {
            throw new AssertionError(reader.failure());
        }
        return response.choices().getFirst().parts();
    }

    private JsonNode write(Finish finish, Part... parts) throws Exception {
        work.request(CODEC.newRequestReader()
                .read(
                        JsonValue.of("{\"model\":\"asked\",\"input\":\"x\",\"instructions\":\"be brief\",\"tools\":[],"
                                + "\"tool_choice\":\"none\",\"top_p\":0.50}"),
                        Hints.NONE));
        final ByteBuf out = Unpooled.buffer();
        final Choice choice = new Choice(0, List.of(parts), finish, null);
        CODEC.newResponseWriter()
                .write(new Response(JsonString.of("msg_1"), List.of(choice), new Usage(), Tier.FLEX), work, out);
        return Fixtures.read(out.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itemsAreReadInTheirOrder() {
        assertThat(parts(
                        "[{'type':'reasoning','id':'rs','summary':[],'content':[{'type':'reasoning_text','text':'t'}]},"
                                + "{'type':'message','content':[{'type':'output_text','text':'a'},{'type':'output_text','text':''}]},"
                                + "{'type':'function_call','call_id':'c','name':'f','arguments':''},"
                                + "{'type':'message','content':[{'type':'output_text','text':'b'}]}]"))
                .containsExactly(
                        new Part.Reasoning(JsonString.of("t"), null),
                        new Part.Text(JsonString.of("a"), null),
                        new Part.Call(JsonString.of("c"), JsonString.of("f"), JsonValue.of("{}"), null, null),
                        new Part.Text(JsonString.of("b"), null));
    }

    @Test
    void whatAnotherDialectHasNoPlaceForIsReported() {
        assertThat(parts("[{'type':'web_search_call','id':'w'},{'type':'message','content':["
                        + "{'type':'output_text','text':'a','annotations':[{'type':'url_citation'},{'x':[1]}]}]}]"))
                .hasSize(1);
        assertThat(work.losses().dropped()).containsExactly("web_search_call", "annotations");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'status':'failed','error':{'code':'server_error','message':'m'},'output':[]} | UPSTREAM_ERROR | m",
                "{'status':'cancelled','output':[]} | UPSTREAM_ERROR | ~~",
                "{'error':{'code':'rate_limit_exceeded','message':'m'}} | RATE_LIMIT_EXCEEDED | m",
                "{'status':'in_progress','output':[]} | UPSTREAM_ERROR | the upstream answered before it was done",
                "{'status':'queued','output':[]} | UPSTREAM_ERROR | the upstream answered before it was done",
                "{'choices':[]} | UPSTREAM_ERROR | the upstream's answer has no output",
                "[] | UPSTREAM_ERROR | the upstream's answer is no JSON object",
                "{'output':[} | UPSTREAM_ERROR | the upstream's answer is not valid JSON",
                "{'output':[]} x | UPSTREAM_ERROR | the upstream's answer is not valid JSON",
                "{'output':[{'type':'image_generation_call'}]} | UPSTREAM_ERROR | the upstream's answer holds nothing"
                        + " that can be told to the client"
            })
    void whatIsNoAnswerIsAFailure(String body, ErrorType type, String message) {
        assertThat(read(body)).isNull();
        assertThat(reader.failure().type()).isEqualTo(type);
        assertThat(reader.failure().message()).startsWith(message);
    }

    @Test
    void aCountIsReadAndWritten() {
        final Response count = read("{'object':'response.input_tokens','input_tokens':42}");
        assertThat(count).isNotNull().satisfies(read -> {
            assertThat(read.choices()).isEmpty();
            assertThat(read.usage().inputTotal()).isEqualTo(42);
        });
        final ByteBuf out = Unpooled.buffer();
        CODEC.newResponseWriter().writeCount(42, out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"object\":\"response.input_tokens\",\"input_tokens\":42}");
    }

    @Test
    void anAnswerRepeatsTheClientsSettings() throws Exception {
        final JsonNode response = write(Finish.STOP, text("a"));
        assertThat(response.path("id").asText()).matches("resp_sl[0-9a-f]{40}");
        assertThat(response.path("object").asText()).isEqualTo("response");
        assertThat(response.path("model").asText()).isEqualTo("asked");
        assertThat(response.path("created_at").asLong()).isEqualTo(1_767_225_600);
        assertThat(response.path("completed_at").asLong()).isEqualTo(1_767_225_600);
        assertThat(response.path("instructions").asText()).isEqualTo("be brief");
        assertThat(response.path("tool_choice").asText()).isEqualTo("none");
        assertThat(response.path("top_p").asDouble()).isEqualTo(0.5);
        assertThat(response.path("service_tier").asText()).isEqualTo("flex");
        assertThat(response.path("truncation").asText()).isEqualTo("disabled");
        assertThat(response.path("store").asBoolean(true)).isFalse();
        for (final String member : List.of(
                "error", "incomplete_details", "previous_response_id", "max_output_tokens", "user", "max_tool_calls")) {
            assertThat(response.path(member).isNull()).as(member).isTrue();
        }
        assertThat(response.path("usage").path("total_tokens").isNumber()).isTrue();
        assertThat(work.losses().estimated()).containsExactly("usage");
    }

    @Test
    void partsBecomeItemsInTheirOrder() throws Exception {
        final JsonNode output = write(
                        Finish.LENGTH,
                        new Part.Reasoning(JsonString.of("t"), Seal.of(Origin.ANTHROPIC, JsonString.of("s"))),
                        text("a"),
                        text("b"),
                        call("c1", null),
                        call("", null))
                .path("output");
        assertThat(output.findValuesAsText("status")).containsExactly("completed", "completed", "incomplete");
        assertThat(output.path(0).path("encrypted_content").asText()).isEqualTo("sl1.a.s");
        assertThat(output.path(1).path("content")).hasSize(2);
        assertThat(output.path(2).path("call_id").asText()).isEqualTo("c1");
        assertThat(output.path(2).path("arguments").asText()).isEqualTo("{\"k\":\"\u00e9\\n\"}");
        assertThat(output.path(3).path("call_id").asText()).startsWith("call_");
        assertThat(output.findValuesAsText("id"))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.contains("0123456789abcdef"));
    }

    @Test
    void aMarkOnACallStandsOnAReasoningBeforeIt() throws Exception {
        final Seal seal = Seal.of(Origin.GEMINI, JsonString.of("s"));
        final JsonNode output = write(
                        Finish.TOOL_CALLS,
                        new Part.Reasoning(JsonString.of("t"), null),
                        call("1", seal),
                        call("2", seal))
                .path("output");
        assertThat(output.findValuesAsText("type"))
                .containsExactly("reasoning", "summary_text", "function_call", "reasoning", "function_call");
        assertThat(output.path(0).path("encrypted_content").asText()).isEqualTo("sl1.g.s");
        assertThat(output.path(2).path("encrypted_content").asText()).isEqualTo("sl1.g.s");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST,409,409,invalid_request_error,",
        "INVALID_REQUEST,422,422,invalid_request_error,",
        "INVALID_REQUEST,0,400,invalid_request_error,",
        "OVERLOADED,529,503,server_error,overloaded",
        "UPSTREAM_ERROR,500,502,server_error,upstream_error",
        "RATE_LIMIT_EXCEEDED,429,429,rate_limit_error,rate_limit_exceeded",
        "INSUFFICIENT_QUOTA,402,429,insufficient_quota,insufficient_quota"
    })
    void refusalsAreWrittenAsTheTableSays(
            ErrorType type, int from, int to, String typeWord, @Nullable String codeWord) {
        final Failure failure = new Failure(type, from, "m", null, "p", -1);
        assertThat(CODEC.failureWriter().status(failure)).isEqualTo(to);
        final ByteBuf out = Unpooled.buffer();
        CODEC.failureWriter().write(failure, "req_1", out);
        final JsonNode body = Fixtures.read(out.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        assertThat(body.path("error").path("type").asText()).isEqualTo(typeWord);
        assertThat(body.path("error").path("code").asText(null)).isEqualTo(codeWord);
        assertThat(body.path("error").path("param").asText()).isEqualTo("p");
        assertThat(body.path("request_id").asText()).isEqualTo("req_1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "403 | {'error':{'message':'m','type':'invalid_request_error','code':'model_not_found'}} |"
                        + " MODEL_NOT_FOUND",
                "429 | {'error':{'message':'m','type':'insufficient_quota','code':'insufficient_quota'}} |"
                        + " INSUFFICIENT_QUOTA",
                "400 | {'detail':'m'} | INVALID_REQUEST",
                "500 | m | UPSTREAM_ERROR",
                "503 | {'error':'m'} | OVERLOADED",
                "408 | {'message':'m'} | UPSTREAM_TIMEOUT"
            })
    void refusalsOfAnyShapeAreRead(int status, String body, ErrorType type) {
        final byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        final Failure failure =
                CODEC.failureReader().read(Unpooled.wrappedBuffer(bytes), 0, bytes.length, status, 7000);
        assertThat(failure.type()).isEqualTo(type);
        assertThat(failure.message()).isEqualTo("m");
        assertThat(failure.retryAfterMs()).isEqualTo(7000);
    }

    private static Part text(String text) {
        return new Part.Text(JsonString.of(text), null);
    }

    private static Part call(String id, @Nullable Seal seal) {
        return new Part.Call(JsonString.of(id), JsonString.of("f"), JsonValue.of("{\"k\": \"\u00e9\\n\"}"), seal, null);
    }
}

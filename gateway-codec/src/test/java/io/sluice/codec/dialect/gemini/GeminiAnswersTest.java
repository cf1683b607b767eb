package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers in one piece. */
class GeminiAnswersTest {
    private final Translating translating = new Translating();
    private final ResponseReader reader = GeminiCodec.EVENTS.newResponseReader();

    private Response read(String json) {
        final Response response = reader.read(JsonValue.of(json), translating.work);
        if (response == null) {
            throw new AssertionError(reader.failure());
        }
        return response;
    }

    private String failed(String json) {
        assertThat(reader.read(JsonValue.of(json), translating.work)).as(json).isNull();
        return reader.failure().type() + " " + reader.failure().message();
    }

    private static String candidate(String parts, String finish) {
        return "{\"candidates\":[{\"content\":{\"parts\":[" + parts + "]},\"finishReason\":\"" + finish + "\"}]}";
    }

    private JsonNode written(Response response) {
        final ByteBuf out = Unpooled.buffer();
        GeminiCodec.EVENTS.newResponseWriter().write(response, translating.work, out);
        return Translating.tree(out.toString(StandardCharsets.UTF_8));
    }

    private static Response response(Part... parts) {
        return new Response(
                JsonString.of("msg_1"), List.of(new Choice(0, List.of(parts), Finish.STOP, null)), new Usage(), null);
    }

    @Test
    void anErrorUnderAGoodStatusIsAFailureOfItsKind() {
        final String error = "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}";
        assertThat(failed(error)).isEqualTo("OVERLOADED busy");
        assertThat(failed("[" + error + "]")).isEqualTo("OVERLOADED busy");
    }

    @Test
    void whatIsNoAnswerIsAFailure() {
        for (final String body :
                List.of("", "[]", "{}", "{\"candidates\":[]}", "{\"candidates\":[{}]}", "{\"candidates\":", "1")) {
            assertThat(failed(body)).as(body).startsWith(ErrorType.UPSTREAM_ERROR.name());
        }
    }

    @Test
    void anEndThatSaysNothingGoodIsAFailureWithoutContentAlone() {
        assertThat(failed(
                        "{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\",\"finishMessage\":\"bad\"}]}"))
                .endsWith(": bad");
        assertThat(read(candidate("{\"text\":\"a\"}", "OTHER")).choices().get(0).finish())
                .isEqualTo(Finish.STOP);
        assertThat(translating.work.losses().dropped()).containsExactly("finishReason");
    }

    @Test
    void anAnswerWithoutPartsMayHaveBeenEatenByTheLimit() {
        final Response response =
                read("{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"MAX_TOKENS\"}],"
                        + "\"usageMetadata\":{\"promptTokenCount\":3,\"thoughtsTokenCount\":9}}");
        assertThat(response.choices().get(0).parts()).isEmpty();
        assertThat(response.choices().get(0).finish()).isEqualTo(Finish.LENGTH);
        assertThat(response.usage().outputTotal()).isEqualTo(9);
        assertThat(response.usage().isKnown()).isTrue();
    }

    @Test
    void mediaAreLeftOutUnlessTheyAreAllThereIs() {
        final String media = "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"QQ==\"}}";
        assertThat(read(candidate("{\"text\":\"a\"}," + media, "STOP"))
                        .choices()
                        .get(0)
                        .parts())
                .hasSize(1);
        assertThat(failed(candidate(media, "STOP"))).contains("nothing but media");
        assertThat(translating.work.losses().dropped()).containsExactly("media");
    }

    @Test
    void aMarkOnATextBelongsToTheThoughtBeforeIt() {
        final Seal seal = Seal.of(Origin.GEMINI, JsonString.of("U2ln"));
        assertThat(read(candidate(
                                "{\"text\":\"t\",\"thought\":true},{\"text\":\"a\",\"thoughtSignature\":\"U2ln\"}",
                                "STOP"))
                        .choices()
                        .get(0)
                        .parts())
                .containsExactly(new Part.Reasoning(JsonString.of("t"), seal), new Part.Text(JsonString.of("a"), null));
        assertThat(read(candidate("{\"text\":\"a\",\"thoughtSignature\":\"U2ln\"}", "STOP"))
                        .choices()
                        .get(0)
                        .parts())
                .containsExactly(new Part.Reasoning(JsonString.EMPTY, seal), new Part.Text(JsonString.of("a"), null));
    }

    @Test
    void callsAreNamedAsTheClientNamesThemAndHaveIds() throws Exception {
        translating.work.aliases().rename("1st", "_1st");
        final Response response =
                read(candidate("{\"functionCall\":{\"name\":\"_1st\"}},{\"functionCall\":{\"name\":\"f\"}}", "STOP"));
        final Part.Call first = (Part.Call) response.choices().get(0).parts().get(0);
        final Part.Call second = (Part.Call) response.choices().get(0).parts().get(1);
        assertThat(first.name().text()).isEqualTo("1st");
        assertThat(first.id().text())
                .matches("call_[0-9A-Za-z]{24}")
                .isNotEqualTo(second.id().text());
        assertThat(response.choices().get(0).finish()).isEqualTo(Finish.TOOL_CALLS);
        assertThat(failed(candidate("{\"functionCall\":{\"args\":{}}}", "STOP")))
                .startsWith("UPSTREAM_ERROR");
        assertThat(failed(candidate("{\"functionCall\":{\"name\":\"f\",\"args\":1}}", "STOP")))
                .startsWith("UPSTREAM_ERROR");
    }

    @Test
    void anothersThoughtIsTaggedAndItsMarkComesBack() {
        final Seal seal = new Seal(Origin.ANTHROPIC, JsonString.of("S"), true, null);
        final JsonNode parts = written(
                        response(new Part.Reasoning(JsonString.EMPTY, seal), new Part.Text(JsonString.of("a"), null)))
                .path("candidates")
                .path(0)
                .path("content")
                .path("parts");
        assertThat(parts.path(0).path("thought").asBoolean()).isTrue();
        assertThat(Signatures.read(
                        JsonString.of(parts.path(0).path("thoughtSignature").asText())))
                .isEqualTo(seal);
        assertThat(parts.path(1)).isEqualTo(Translating.tree("{\"text\":\"a\"}"));
    }

    @Test
    void anAnswerNamesItsModelAndItsId() throws Exception {
        translating.work.request(
                translating.read("{\"model\":\"models/mine\",\"contents\":[{\"parts\":[{\"text\":\"a\"}]}]}"));
        final JsonNode written = written(response(new Part.Text(JsonString.of("a"), null)));
        assertThat(written.path("responseId").asText()).isEqualTo("1");
        assertThat(written.path("modelVersion").asText()).isEqualTo("mine");
        assertThat(written.path("candidates").path(0).path("index").asInt(-1)).isZero();
        assertThat(written.path("candidates")
                        .path(0)
                        .path("content")
                        .path("role")
                        .asText())
                .isEqualTo("model");
    }

    @Test
    void anIdIsMadeWhereThereIsNone() {
        final Response nameless = new Response(
                JsonString.EMPTY, List.of(new Choice(0, List.of(), Finish.LENGTH, null)), new Usage(), null);
        assertThat(written(nameless).path("responseId").asText()).isEqualTo(Translating.ID_TAIL.substring(0, 24));
    }

    @Test
    void whatAnotherVendorShowsAsMediaIsLeftOut() {
        written(response(
                new Part.Audio(JsonString.of("mp3"), JsonString.of("QQ==")), new Part.Text(JsonString.of("a"), null)));
        assertThat(translating.work.losses().dropped()).containsExactly("media");
    }

    @Test
    void whereNoUsageWasToldTheEstimateIs() {
        translating.work.estimatedInputTokens(12);
        final JsonNode usage = written(response(new Part.Text(JsonString.of("four score"), null)))
                .path("usageMetadata");
        assertThat(usage.path("promptTokenCount").asInt()).isEqualTo(12);
        assertThat(usage.path("candidatesTokenCount").asInt()).isPositive();
        assertThat(translating.work.losses().estimated()).containsExactly("usage");
    }

    @Test
    void aCountOfTokensIsAnAnswerWithoutChoices() {
        final Response count = read("{\"totalTokens\":31,\"cachedContentTokenCount\":10}");
        assertThat(count.choices()).isEmpty();
        assertThat(count.usage().inputTotal()).isEqualTo(31);
        assertThat(count.usage().cacheRead()).isEqualTo(10);
    }
}

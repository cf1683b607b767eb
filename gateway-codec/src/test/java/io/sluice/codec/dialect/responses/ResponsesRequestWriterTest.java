package io.sluice.codec.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Sampling;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Toolbox;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.TranslateSettings.CacheBreakpoints;
import io.sluice.codec.dialect.neutral.TranslateSettings.ReasoningSummary;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a foreign client's request becomes for this vendor, row by row of the translation's tables. */
final class ResponsesRequestWriterTest {
    private static final CacheMark MARK = new CacheMark(null);

    private final Work work = ResponsesFixturesTest.newWork();
    private final Request.Builder builder = new Request.Builder();

    ResponsesRequestWriterTest() {
        builder.model = JsonString.of("asked");
    }

    private JsonNode written() throws UnsupportedException {
        return written(false);
    }

    private JsonNode written(boolean counting) throws UnsupportedException {
        if (builder.turns.count() == 0) {
            user(text("x", null));
        }
        final ByteBuf out = Unpooled.buffer();
        ResponsesCodec.INSTANCE.newRequestWriter().write(builder.build(), "upstream-model", work, counting, out);
        return Fixtures.read(out.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode json(String text) {
        return Fixtures.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private void user(Part part) {
        builder.turns.add(Turn.Role.USER, part);
    }

    private void assistant(Part part) {
        builder.turns.add(Turn.Role.ASSISTANT, part);
    }

    private static Part.Text text(String text, @Nullable CacheMark mark) {
        return new Part.Text(JsonString.of(text), mark);
    }

    private void settings(
            boolean dropSampling,
            boolean developer,
            Set<Effort> efforts,
            CacheBreakpoints marks,
            ReasoningSummary summary,
            boolean reject) {
        work.begin(
                new TranslateSettings(
                        reject,
                        8192,
                        "2023-06-01",
                        dropSampling,
                        TranslateSettings.ThinkingForm.AUTO,
                        false,
                        false,
                        true,
                        TranslateSettings.RemoteMedia.FETCH,
                        false,
                        developer,
                        efforts,
                        marks,
                        true,
                        summary),
                "0123456789abcdef".repeat(3),
                1,
                1 << 20);
    }

    @Test
    void aPlainRequestIsOneMessageAndIsNeverStored() throws Exception {
        assertThat(written())
                .isEqualTo(json("{'model':'upstream-model','input':[{'type':'message','role':'user','content':'x'}],"
                        + "'store':false}"));
    }

    @Test
    void aStreamIsAskedFor() throws Exception {
        builder.stream = true;
        assertThat(written().path("stream").asBoolean()).isTrue();
    }

    @Test
    void oneUnmarkedSystemTextIsTheInstructions() throws Exception {
        builder.system.add(new SystemText(JsonString.of("be brief"), null, 0));
        assertThat(written().path("instructions").asText()).isEqualTo("be brief");
    }

    @Test
    void severalOrMarkedSystemTextsAreALeadingMessage() throws Exception {
        builder.system.add(new SystemText(JsonString.of("a"), MARK, 0));
        assertThat(written().path("input").path(0))
                .isEqualTo(json("{'type':'message','role':'system','content':[{'type':'input_text','text':'a',"
                        + "'prompt_cache_breakpoint':{'mode':'explicit'}}]}"));
        builder.system.add(new SystemText(JsonString.of("b"), null, 1));
        settings(false, true, Set.of(), CacheBreakpoints.NO, ReasoningSummary.ASKED, false);
        assertThat(written().path("input").path(0))
                .isEqualTo(json("{'type':'message','role':'developer','content':[{'type':'input_text','text':'a'},"
                        + "{'type':'input_text','text':'b'}]}"));
    }

    @Test
    void turnsBecomeItemsInTheirOrder() throws Exception {
        assistant(text("a", null));
        assistant(new Part.Call(JsonString.of("c.1"), JsonString.of("f"), JsonValue.of("{\"k\": 1.0}"), null, null));
        assistant(text("b", null));
        assistant(text("c", MARK));
        user(new Part.Result(JsonString.of("c.1"), null, JsonString.of("r"), List.of(), true, null));
        user(text("d", null));
        assertThat(written().path("input"))
                .isEqualTo(json("[{'type':'message','role':'assistant','content':'a'},"
                        + "{'type':'function_call','call_id':'c_1','name':'f','arguments':'{\\'k\\':1.0}'},"
                        + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'b'},"
                        + "{'type':'output_text','text':'c'}]},"
                        + "{'type':'function_call_output','call_id':'c_1','output':'r'},"
                        + "{'type':'message','role':'user','content':'d'}]"));
    }

    @Test
    void callsWithoutIdsGetThemAndTheirResultsToo() throws Exception {
        assistant(new Part.Call(JsonString.EMPTY, JsonString.of("f"), JsonValue.of("{}"), null, null));
        user(new Part.Result(JsonString.EMPTY, JsonString.of("f"), JsonString.of("r"), List.of(), false, null));
        final JsonNode input = written().path("input");
        assertThat(input.path(0).path("call_id").asText()).startsWith("call_");
        assertThat(input.path(1).path("call_id")).isEqualTo(input.path(0).path("call_id"));
    }

    @Test
    void mediaHaveTheirPlaceAlsoInResults() throws Exception {
        final Media bytes = new Media.Bytes(JsonString.of("image/png"), JsonString.of("QQ=="));
        user(new Part.Result(
                JsonString.of("c"),
                null,
                JsonString.of("r"),
                List.of(new Part.Image(bytes, JsonString.of("low"), null)),
                false,
                null));
        user(new Part.Image(new Media.Url(JsonString.of("https://x/y")), null, MARK));
        user(new Part.Document(new Media.Url(JsonString.of("https://x/z.pdf")), JsonString.of("z.pdf"), null));
        user(new Part.Document(new Media.PlainText(JsonString.of("A")), null, null));
        user(new Part.Audio(JsonString.of("mp3"), JsonString.of("QQ==")));
        assertThat(written().path("input"))
                .isEqualTo(
                        json("[{'type':'function_call_output','call_id':'c','output':[{'type':'input_text','text':'r'},"
                                + "{'type':'input_image','image_url':'data:image/png;base64,QQ==','detail':'low'}]},"
                                + "{'type':'message','role':'user','content':["
                                + "{'type':'input_image','image_url':'https://x/y','prompt_cache_breakpoint':{'mode':'explicit'}},"
                                + "{'type':'input_file','filename':'z.pdf','file_url':'https://x/z.pdf'},"
                                + "{'type':'input_file','file_data':'data:text/plain;base64,QQ=='},"
                                + "{'type':'input_audio','input_audio':{'data':'QQ==','format':'mp3'}}]}]"));
    }

    @Test
    void aMarkedResultKeepsItsMark() throws Exception {
        user(new Part.Result(JsonString.of("c"), null, JsonString.of("r"), List.of(), false, MARK));
        assertThat(written().path("input").path(0).path("output"))
                .isEqualTo(json("[{'type':'input_text','text':'r','prompt_cache_breakpoint':{'mode':'explicit'}}]"));
    }

    @Test
    void onlyItsOwnReasoningGoesBack() throws Exception {
        assistant(new Part.Reasoning(
                JsonString.of("t"), new Seal(Origin.RESPONSES, JsonString.of("enc"), false, JsonString.of("rs_1"))));
        assistant(new Part.Reasoning(JsonString.of("u"), Seal.of(Origin.ANTHROPIC, JsonString.of("s"))));
        assistant(new Part.Reasoning(JsonString.of("v"), null));
        assistant(text("a", null));
        assertThat(written().path("input"))
                .isEqualTo(json("[{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'t'}],"
                        + "'encrypted_content':'enc'},{'type':'message','role':'assistant','content':'a'}]"));
        assertThat(work.losses().dropped()).isEmpty();
    }

    @Test
    void anImageSaidByTheAssistantIsRefused() {
        assistant(new Part.Image(new Media.Url(JsonString.of("https://x")), null, null));
        assertThatThrownBy(this::written)
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("openai-responses");
    }

    @Test
    void strictIsAlwaysSaidAndNamesAreMadeLegal() throws Exception {
        builder.toolbox = new Toolbox(
                List.of(
                        new Tool(JsonString.of("a.b"), JsonString.of("d"), JsonValue.of("{\"x\": 1}"), null, MARK),
                        new Tool(JsonString.of("c"), null, null, true, null)),
                new ToolChoice.Named(JsonString.of("a.b")),
                false);
        final JsonNode body = written();
        assertThat(body.path("tools"))
                .isEqualTo(
                        json("[{'type':'function','name':'a_b','description':'d','parameters':{'x':1},'strict':false},"
                                + "{'type':'function','name':'c','parameters':null,'strict':true}]"));
        assertThat(body.path("tool_choice")).isEqualTo(json("{'type':'function','name':'a_b'}"));
        assertThat(body.path("parallel_tool_calls").asBoolean(true)).isFalse();
        assertThat(work.aliases().restore(JsonString.of("a_b"))).isEqualTo(JsonString.of("a.b"));
    }

    @Test
    void toolsThatWouldHaveOneNameAreRefusedInAnyOrder() {
        builder.toolbox = new Toolbox(
                List.of(
                        new Tool(JsonString.of("a_b"), null, null, null, null),
                        new Tool(JsonString.of("a.b"), null, null, null, null)),
                null,
                null);
        assertThatThrownBy(this::written).isInstanceOf(UnsupportedException.class);
    }

    @Test
    void everyToolChoiceHasItsForm() throws Exception {
        assertThat(choice(new ToolChoice.Auto())).isEqualTo(json("'auto'"));
        assertThat(choice(new ToolChoice.None())).isEqualTo(json("'none'"));
        assertThat(choice(new ToolChoice.Any())).isEqualTo(json("'required'"));
        assertThat(choice(new ToolChoice.Allowed(true, List.of(JsonString.of("f")))))
                .isEqualTo(json("{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'f'}]}"));
    }

    private JsonNode choice(ToolChoice choice) throws UnsupportedException {
        builder.toolbox = new Toolbox(List.of(), choice, null);
        return written().path("tool_choice");
    }

    @ParameterizedTest
    @CsvSource({"1,16,true", "15,16,true", "16,16,false", "100000,100000,false"})
    void aLimitBelowTheVendorsLeastIsRaisedAndReported(String asked, int told, boolean reported) throws Exception {
        builder.answering = new Answering(JsonValue.of(asked), 1, new Format.Plain(), null, false, null);
        assertThat(written().path("max_output_tokens").asInt()).isEqualTo(told);
        assertThat(work.losses().dropped()).isEqualTo(reported ? List.of("max_tokens") : List.of());
    }

    @Test
    void whatChangesTheAnswerIsRefused() {
        builder.answering = new Answering(null, 2, new Format.Plain(), null, false, null);
        assertThatThrownBy(this::written)
                .extracting(thrown -> ((UnsupportedException) thrown).field())
                .isEqualTo("n");
        builder.answering = new Answering(JsonValue.of("0"), 1, new Format.Plain(), null, false, null);
        assertThatThrownBy(this::written)
                .extracting(thrown -> ((UnsupportedException) thrown).field())
                .isEqualTo("max_tokens");
        builder.answering = Answering.DEFAULT;
        builder.extras.add(new Extra("prediction", JsonValue.of("{}"), Extra.Fate.REJECT));
        assertThatThrownBy(this::written)
                .extracting(thrown -> ((UnsupportedException) thrown).field())
                .isEqualTo("prediction");
    }

    @Test
    void samplingThatThisVendorLacksIsDroppedAndReported() throws Exception {
        final JsonValue one = JsonValue.of("1");
        builder.sampling = new Sampling(
                JsonValue.of("0.50"), JsonValue.of("0.9"), one, one, one, one, one, List.of(JsonString.of("s")));
        final JsonNode body = written();
        assertThat(body.path("temperature").asText()).isEqualTo("0.50".replace("50", "5"));
        assertThat(body.path("top_p").asDouble()).isEqualTo(0.9);
        assertThat(work.losses().dropped())
                .containsExactly("top_k", "presence_penalty", "frequency_penalty", "seed", "logit_bias", "stop");
    }

    @Test
    void samplingIsDroppedForModelsThatTakeNone() throws Exception {
        settings(true, false, Set.of(), CacheBreakpoints.BY_DIALECT, ReasoningSummary.ASKED, false);
        builder.sampling =
                new Sampling(JsonValue.of("0.5"), JsonValue.of("0.9"), null, null, null, null, null, List.of());
        assertThat(written().has("temperature") || written().has("top_p")).isFalse();
        assertThat(work.losses().dropped()).containsExactly("temperature", "top_p");
    }

    @Test
    void whatWouldBeDroppedIsRefusedWhereTheRouteSaysSo() {
        settings(false, false, Set.of(), CacheBreakpoints.BY_DIALECT, ReasoningSummary.ASKED, true);
        builder.sampling = new Sampling(null, null, null, null, null, null, null, List.of(JsonString.of("s")));
        assertThatThrownBy(this::written)
                .extracting(thrown -> ((UnsupportedException) thrown).field())
                .isEqualTo("stop");
    }

    @Test
    void reasoningThatIsAskedForBringsItsSeals() throws Exception {
        builder.thinking = new Thinking(Effort.HIGH, true);
        final JsonNode body = written();
        assertThat(body.path("reasoning")).isEqualTo(json("{'effort':'high','summary':'auto'}"));
        assertThat(body.path("include")).isEqualTo(json("['reasoning.encrypted_content']"));
    }

    @Test
    void noReasoningIsAskedForWithNoEffort() throws Exception {
        builder.thinking = new Thinking(Effort.NONE, null);
        final JsonNode body = written();
        assertThat(body.path("reasoning")).isEqualTo(json("{'effort':'none'}"));
        assertThat(body.has("include")).isFalse();
    }

    @Test
    void effortIsTheNearestThatTheModelTakes() throws Exception {
        settings(
                false,
                false,
                EnumSet.of(Effort.LOW, Effort.MEDIUM),
                CacheBreakpoints.NO,
                ReasoningSummary.CONCISE,
                false);
        builder.thinking = new Thinking(Effort.MAX, null);
        assertThat(written().path("reasoning")).isEqualTo(json("{'effort':'medium','summary':'concise'}"));
        builder.thinking = new Thinking(Effort.NONE, null);
        assertThat(written().path("reasoning")).isEqualTo(json("{'summary':'concise'}"));
        assertThat(work.losses().dropped()).containsExactly("reasoning_effort");
    }

    @Test
    void formatsAreFlatNamedAndStrictOnlyWhereTheyCanBe() throws Exception {
        builder.answering = new Answering(null, 1, new Format.Json(), JsonString.of("low"), true, JsonValue.of("3"));
        final JsonNode body = written();
        assertThat(body.path("text")).isEqualTo(json("{'format':{'type':'json_object'},'verbosity':'low'}"));
        assertThat(body.path("include")).isEqualTo(json("['message.output_text.logprobs']"));
        assertThat(body.path("top_logprobs").asInt()).isEqualTo(3);
        assertThat(schema("{'type':'object','properties':{},'additionalProperties':false}", null))
                .isEqualTo(json("true"));
        assertThat(schema("{'type':'object','properties':{}}", null)).isEqualTo(json("false"));
        assertThat(schema("{'type':'object','properties':{}}", true)).isEqualTo(json("true"));
    }

    private JsonNode schema(String schema, @Nullable Boolean strict) throws UnsupportedException {
        final Format format = new Format.Schema(null, null, JsonValue.of(schema.replace('\'', '"')), strict);
        builder.answering = new Answering(null, 1, format, null, false, null);
        final JsonNode written = written().path("text").path("format");
        assertThat(written.path("name").asText()).isEqualTo("response");
        assertThat(written.path("type").asText()).isEqualTo("json_schema");
        assertThat(written.path("schema")).isEqualTo(json(schema));
        return written.path("strict");
    }

    @Test
    void accountAndSharedMembersGoAlong() throws Exception {
        builder.account = new Account(
                JsonString.of("u".repeat(65)),
                io.sluice.codec.dialect.neutral.Tier.PRIORITY,
                JsonValue.of("{\"a\":\"b\"}"));
        builder.extras.add(new Extra("prompt_cache_key", JsonValue.of("\"k\""), Extra.Fate.HINT));
        builder.extras.add(new Extra("store", JsonValue.of("true"), Extra.Fate.HINT));
        builder.extras.add(new Extra("web_search_options", JsonValue.of("{}"), Extra.Fate.DROP));
        final JsonNode body = written();
        assertThat(body.path("user").asText()).matches("[0-9a-f]{64}");
        assertThat(body.path("service_tier").asText()).isEqualTo("priority");
        assertThat(body.path("metadata")).isEqualTo(json("{'a':'b'}"));
        assertThat(body.path("prompt_cache_key").asText()).isEqualTo("k");
        assertThat(body.path("store").asBoolean(true)).isFalse();
        assertThat(work.losses().dropped()).containsExactly("web_search_options");
    }

    @Test
    void countingAsksForNoAnswer() throws Exception {
        builder.stream = true;
        builder.sampling = new Sampling(JsonValue.of("1"), null, null, null, null, null, null, List.of());
        builder.answering = new Answering(JsonValue.of("5"), 1, new Format.Plain(), null, false, null);
        assertThat(written(true))
                .isEqualTo(json("{'model':'upstream-model','input':[{'type':'message','role':'user','content':'x'}]}"));
    }

    @Test
    void namesOfLostMembersAreFitForAHeader() throws Exception {
        builder.extras.add(new Extra("evil\r\nx-injected: 1,", JsonValue.of("1"), Extra.Fate.DROP));
        for (int i = 0; i < 100; i++) {
            builder.extras.add(new Extra("m" + i, JsonValue.of("1"), Extra.Fate.DROP));
        }
        written();
        assertThat(work.losses().dropped()).hasSize(32).first().isEqualTo("evil??x-injected:?1?");
    }
}

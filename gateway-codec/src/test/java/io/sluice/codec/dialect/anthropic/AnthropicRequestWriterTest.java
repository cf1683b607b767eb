package io.sluice.codec.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.CallIds;
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
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Toolbox;
import io.sluice.codec.dialect.neutral.TranslateSettings.ThinkingForm;
import io.sluice.codec.dialect.neutral.Turn.Role;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request of any client becomes for this vendor, row by row. */
class AnthropicRequestWriterTest {
    private static final CacheMark MARK = new CacheMark(null);

    private final Request.Builder request = new Request.Builder();
    private Translating translating = new Translating();

    private JsonNode written() throws UnsupportedException {
        if (request.turns.count() == 0) {
            request.turns.add(Role.USER, text("hi"));
        }
        return translating.write(request.build());
    }

    private void set(java.util.function.Consumer<Settings> change) {
        translating = new Translating(Translating.settings(change));
    }

    private List<String> dropped() {
        return translating.work.losses().dropped();
    }

    private void refuses(String field) {
        assertThatThrownBy(this::written)
                .isInstanceOfSatisfying(
                        UnsupportedException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field));
    }

    @Test
    void givesALimitWhereTheClientGaveNone() throws Exception {
        assertThat(written().path("max_tokens").asInt()).isEqualTo(8192);
    }

    @Test
    void keepsNumbersAsTheyAreWritten() throws Exception {
        request.answering = limit("128");
        request.sampling = sampling("0.50", "1.0", "7");
        request.turns.add(Role.USER, text("hi"));

        assertThat(translating.written(request.build(), false))
                .contains("\"max_tokens\":128", "\"temperature\":0.50", "\"top_p\":1.0", "\"top_k\":7");
    }

    @Test
    void cutsATemperatureAboveOneAndSaysSo() throws Exception {
        request.sampling = sampling("1.5", null, null);

        assertThat(written().path("temperature").asInt()).isEqualTo(1);
        assertThat(dropped()).containsExactly("temperature");
    }

    @Test
    void leavesSamplingOutForModelsThatTakeNone() throws Exception {
        set(settings -> settings.dropSampling = true);
        request.sampling = sampling("0.5", "0.9", "7");

        assertThat(written().has("temperature")).isFalse();
        assertThat(dropped()).containsExactly("temperature", "top_p", "top_k");
    }

    @Test
    void leavesSamplingOutInTheVersionThatRefusesIt() throws Exception {
        set(settings -> settings.version = "2026-10-21");
        request.sampling = sampling("1", null, null);

        assertThat(written().has("temperature")).isFalse();
        assertThat(dropped()).containsExactly("temperature");
    }

    @Test
    void dropsWhatOnlyOthersKnowAndNamesIt() throws Exception {
        request.sampling =
                new Sampling(null, null, null, value("0.1"), value("0.2"), value("3"), value("{}"), List.of());
        request.answering = new Answering(null, 1, new Format.Plain(), JsonString.of("low"), false, null);
        request.extras.add(new Extra("prediction", value("{}"), Extra.Fate.DROP));
        request.extras.add(new Extra("store", value("true"), Extra.Fate.HINT));
        request.account = new Account(null, Tier.FLEX, value("{\"k\":\"v\"}"));

        final JsonNode written = written();

        assertThat(dropped())
                .containsExactly(
                        "seed",
                        "presence_penalty",
                        "frequency_penalty",
                        "logit_bias",
                        "service_tier",
                        "verbosity",
                        "prediction");
        assertThat(names(written)).containsExactlyInAnyOrder("model", "max_tokens", "messages");
    }

    @Test
    void refusesThoseInsteadWhereTheChannelSaysSo() {
        set(settings -> settings.reject = true);
        request.sampling = new Sampling(null, null, null, null, null, value("3"), null, List.of());

        refuses("seed");
    }

    @Test
    void refusesWhatWouldChangeTheAnswer() {
        request.answering = new Answering(null, 2, new Format.Plain(), null, false, null);
        refuses("n");
        request.answering = new Answering(null, 1, new Format.Plain(), null, true, null);
        refuses("logprobs");
        request.answering = new Answering(value("0"), 1, new Format.Plain(), null, false, null);
        refuses("max_tokens");
        request.answering = Answering.DEFAULT;
        request.extras.add(new Extra("modalities", value("[]"), Extra.Fate.REJECT));
        refuses("modalities");
    }

    @Test
    void leavesBlankStopSequencesOut() throws Exception {
        request.sampling = new Sampling(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(JsonString.of("\n"), JsonString.of("END"), JsonString.of("  ")));

        assertThat(written().path("stop_sequences")).isEqualTo(Translating.tree("[\"END\"]"));
        assertThat(dropped()).containsExactly("stop");
    }

    @ParameterizedTest
    @CsvSource({"DEFAULT,standard_only", "AUTO,auto", "PRIORITY,auto"})
    void tellsTheTier(Tier tier, String word) throws Exception {
        request.account = new Account(JsonString.of("me"), tier, null);

        final JsonNode written = written();

        assertThat(written.path("service_tier").asText()).isEqualTo(word);
        assertThat(written.path("metadata").path("user_id").asText()).isEqualTo("me");
    }

    @Test
    void asksForJsonInWords() throws Exception {
        request.answering = new Answering(null, 1, new Format.Json(), null, false, null);
        request.system.add(new SystemText(JsonString.of("S"), null, 0));

        assertThat(written().path("system").path(1).path("text").asText())
                .isEqualTo("Respond with one valid JSON object and nothing else.");
        assertThat(dropped()).containsExactly("response_format");
    }

    @Test
    void asksForASchemaWithEffortBesideIt() throws Exception {
        request.answering = new Answering(
                null,
                1,
                new Format.Schema(JsonString.of("n"), null, value("{\"type\":\"object\"}"), true),
                null,
                false,
                null);
        request.thinking = new Thinking(Effort.LOW, null);

        assertThat(written().path("output_config"))
                .isEqualTo(Translating.tree(
                        "{\"effort\":\"low\",\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}"));
        assertThat(dropped()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NONE | {'type':'disabled'} |",
                "MINIMAL | {'type':'adaptive'} | low",
                "LOW | {'type':'adaptive'} | low",
                "MEDIUM | {'type':'adaptive'} | medium",
                "HIGH | {'type':'adaptive'} | high",
                "XHIGH | {'type':'adaptive'} | xhigh",
                "MAX | {'type':'adaptive'} | max",
                "| |",
            })
    void tellsAnEffortToModelsThatAdapt(@Nullable Effort effort, @Nullable String thinking, @Nullable String told)
            throws Exception {
        request.thinking = new Thinking(effort, null);

        final JsonNode written = written();

        assertThat(written.path("thinking")).isEqualTo(tree(thinking));
        assertThat(written.path("output_config").path("effort").asText(null)).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "MINIMAL,40000,1024",
        "LOW,40000,2048",
        "MEDIUM,40000,8192",
        "HIGH,40000,16384",
        "XHIGH,40000,24576",
        "MAX,40000,32768",
        "MAX,32769,32768",
        "MAX,32768,16384",
        "MEDIUM,8192,4096",
        "MEDIUM,5000,2048",
        "LOW,2048,1024",
    })
    void tellsABudgetToOlderModels(Effort effort, String maxTokens, int budget) throws Exception {
        set(settings -> settings.thinking = ThinkingForm.BUDGET);
        request.thinking = new Thinking(effort, true);
        request.answering = limit(maxTokens);

        final JsonNode written = written();

        assertThat(written.path("thinking"))
                .isEqualTo(tree("{'type':'enabled','budget_tokens':" + budget + ",'display':'summarized'}"));
        assertThat(written.has("output_config")).isFalse();
        assertThat(dropped()).isEmpty();
    }

    @Test
    void leavesThinkingOutWhereTheLimitHasNoRoomForIt() throws Exception {
        set(settings -> settings.thinking = ThinkingForm.BUDGET);
        request.thinking = new Thinking(Effort.HIGH, null);
        request.answering = limit("2047");

        assertThat(written().has("thinking")).isFalse();
        assertThat(dropped()).containsExactly("reasoning_effort");
    }

    @Test
    void saysNothingOfThinkingToModelsThatCannot() throws Exception {
        set(settings -> settings.thinking = ThinkingForm.NONE);
        request.thinking = new Thinking(Effort.HIGH, true);

        assertThat(names(written())).doesNotContain("thinking", "output_config");
        assertThat(dropped()).containsExactly("reasoning_effort");
    }

    @Test
    void leavesNoThinkingUnsaidForModelsThatAlwaysThink() throws Exception {
        set(settings -> settings.effortValues = Set.of(Effort.LOW, Effort.HIGH));
        request.thinking = new Thinking(Effort.NONE, null);

        assertThat(written().has("thinking")).isFalse();
        assertThat(dropped()).containsExactly("reasoning_effort");
    }

    @Test
    void tellsTheNearestEffortTheModelTakes() throws Exception {
        set(settings -> settings.effortValues = Set.of(Effort.LOW, Effort.HIGH));
        request.thinking = new Thinking(Effort.MAX, null);

        assertThat(written().path("output_config").path("effort").asText()).isEqualTo("high");
    }

    @Test
    void asksToSeeThinkingOrNotToSeeIt() throws Exception {
        request.thinking = new Thinking(Effort.LOW, false);
        assertThat(written().path("thinking").path("display").asText()).isEqualTo("omitted");
        request.thinking = new Thinking(null, true);
        assertThat(written().path("thinking")).isEqualTo(tree("{'type':'adaptive','display':'summarized'}"));
        request.thinking = new Thinking(null, false);
        assertThat(written().has("thinking")).isFalse();
    }

    @Test
    void leavesTemperatureAndTopKOutWhileThinking() throws Exception {
        request.thinking = new Thinking(Effort.LOW, null);
        request.sampling = sampling("0.5", "0.9", "7");

        assertThat(names(written())).contains("top_p").doesNotContain("temperature", "top_k");
        assertThat(dropped()).containsExactly("temperature", "top_k");
    }

    @Test
    void prefersACallThatIsForcedToThinking() throws Exception {
        request.thinking = new Thinking(Effort.HIGH, null);
        request.toolbox = new Toolbox(List.of(tool("f", null)), new ToolChoice.Any(), null);

        final JsonNode written = written();

        assertThat(written.has("thinking")).isFalse();
        assertThat(written.path("tool_choice").path("type").asText()).isEqualTo("any");
        assertThat(dropped()).containsExactly("reasoning_effort");
    }

    @Test
    void completesTheSchemasOfTools() throws Exception {
        request.toolbox = new Toolbox(
                List.of(
                        tool("none", null),
                        tool("typed", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}"),
                        tool("untyped", "{ \"properties\":{\"type\":{\"type\":\"string\"}}}"),
                        tool("bare", "{}")),
                null,
                null);

        final JsonNode tools = written().path("tools");

        assertThat(tools.path(0).path("input_schema")).isEqualTo(tree("{'type':'object','properties':{}}"));
        assertThat(tools.path(1)
                        .path("input_schema")
                        .path("properties")
                        .path("a")
                        .path("type")
                        .asText())
                .isEqualTo("string");
        assertThat(tools.path(2).path("input_schema"))
                .isEqualTo(tree("{'type':'object','properties':{'type':{'type':'string'}}}"));
        assertThat(tools.path(3).path("input_schema")).isEqualTo(tree("{'type':'object'}"));
    }

    @Test
    void offersOnlyTheToolsThatAreAllowed() throws Exception {
        request.toolbox = new Toolbox(
                List.of(tool("f", null), tool("g", null)),
                new ToolChoice.Allowed(true, List.of(JsonString.of("g"))),
                null);

        final JsonNode written = written();

        assertThat(written.path("tools")).hasSize(1);
        assertThat(written.path("tools").path(0).path("name").asText()).isEqualTo("g");
        assertThat(written.path("tool_choice")).isEqualTo(tree("{'type':'any'}"));
        assertThat(dropped()).containsExactly("tool_choice");
    }

    @Test
    void forbidsParallelCallsBesideAChoice() throws Exception {
        request.toolbox = new Toolbox(List.of(tool("f", null)), null, false);
        assertThat(written().path("tool_choice")).isEqualTo(tree("{'type':'auto','disable_parallel_tool_use':true}"));
        request.toolbox = new Toolbox(List.of(tool("f", null)), new ToolChoice.None(), false);
        assertThat(written().path("tool_choice")).isEqualTo(tree("{'type':'none'}"));
        request.toolbox = new Toolbox(List.of(tool("f", null)), null, true);
        assertThat(written().has("tool_choice")).isFalse();
        request.toolbox = new Toolbox(List.of(), new ToolChoice.Auto(), false);
        assertThat(written().has("tool_choice")).isFalse();
    }

    @Test
    void changesNamesTheVendorRefusesEverywhereAndRemembersThem() throws Exception {
        request.toolbox =
                new Toolbox(List.of(tool("files.read", null)), new ToolChoice.Named(JsonString.of("files.read")), null);
        request.turns.add(Role.USER, text("u"));
        request.turns.add(Role.ASSISTANT, call("1", "files.read", "{}"));

        final JsonNode written = written();

        assertThat(written.path("tools").path(0).path("name").asText()).isEqualTo("files_read");
        assertThat(written.path("tool_choice").path("name").asText()).isEqualTo("files_read");
        assertThat(written.path("messages")
                        .path(1)
                        .path("content")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("files_read");
        assertThat(translating
                        .work
                        .aliases()
                        .restore(JsonString.of("files_read"))
                        .text())
                .isEqualTo("files.read");
    }

    @Test
    void refusesToolsThatWouldHaveOneNameInEitherOrder() {
        request.toolbox = new Toolbox(List.of(tool("a_b", null), tool("a.b", null)), null, null);
        refuses("tools");
    }

    @Test
    void keepsTheLastFourMarksInTheOrderOfThePrompt() throws Exception {
        request.toolbox = new Toolbox(List.of(new Tool(JsonString.of("f"), null, null, null, MARK)), null, null);
        request.system.add(new SystemText(JsonString.of("S"), MARK, 0));
        request.turns.add(Role.USER, new Part.Text(JsonString.of("a"), MARK));
        request.turns.add(Role.USER, new Part.Text(JsonString.of("b"), new CacheMark(JsonString.of("1h"))));
        request.turns.add(Role.ASSISTANT, new Part.Text(JsonString.of("c"), MARK));
        request.turns.add(Role.USER, new Part.Text(JsonString.of("d"), MARK));

        final JsonNode written = written();

        assertThat(written.path("tools").path(0).has("cache_control")).isFalse();
        assertThat(written.path("system").path(0).has("cache_control")).isFalse();
        assertThat(written.findValues("cache_control")).hasSize(4);
        assertThat(written.path("messages").path(0).path("content").path(1).path("cache_control"))
                .isEqualTo(tree("{'type':'ephemeral','ttl':'1h'}"));
    }

    @Test
    void hoistsInstructionsUnlessTheyMayStay() throws Exception {
        interrupted();

        assertThat(written().path("system")).hasSize(5);
    }

    @Test
    void leavesInstructionsInPlaceWhereTheVendorTakesThem() throws Exception {
        set(settings -> settings.inlineSystem = true);
        interrupted();

        final JsonNode written = written();

        assertThat(written.path("system").findValuesAsText("text")).containsExactly("first", "before user");
        assertThat(written.path("messages").findValuesAsText("role"))
                .containsExactly("user", "system", "assistant", "user", "system");
        assertThat(written.path("messages").path(1).path("content").findValuesAsText("text"))
                .containsExactly("one", "two");
        assertThat(written.path("messages").path(4).path("content").findValuesAsText("text"))
                .containsExactly("last");
    }

    private void interrupted() {
        request.system.add(new SystemText(JsonString.of("first"), null, 0));
        request.system.add(new SystemText(JsonString.of("one"), null, 1));
        request.system.add(new SystemText(JsonString.of("two"), null, 1));
        request.system.add(new SystemText(JsonString.of("before user"), null, 2));
        request.system.add(new SystemText(JsonString.of("last"), null, 3));
        request.turns.add(Role.USER, text("u"));
        request.turns.add(Role.ASSISTANT, text("a"));
        request.turns.add(Role.USER, text("v"));
    }

    @Test
    void stripsWhiteSpaceFromTheEndOfAnAnswerBegun() throws Exception {
        request.turns.add(Role.USER, text("u "));
        request.turns.add(Role.ASSISTANT, text("Sure: \n"));

        final JsonNode written = written();

        assertThat(written.path("messages").path(0).path("content").asText()).isEqualTo("u ");
        assertThat(written.path("messages").path(1).path("content").asText()).isEqualTo("Sure:");
    }

    @Test
    void leavesBlankTextsOut() throws Exception {
        request.turns.add(Role.USER, text("u"));
        request.turns.add(Role.USER, text(" \n\t"));
        request.turns.add(Role.ASSISTANT, text(" "));

        assertThat(written().path("messages")).isEqualTo(tree("[{'role':'user','content':'u'}]"));
    }

    @Test
    void refusesAConversationWithNothingInIt() {
        request.turns.add(Role.USER, text(" "));
        refuses("messages");
    }

    @Test
    void givesThinkingBackOnlyToItsVendor() throws Exception {
        request.turns.add(Role.USER, text("u"));
        request.turns.add(
                Role.ASSISTANT, new Part.Reasoning(JsonString.EMPTY, Seal.of(Origin.ANTHROPIC, JsonString.of("c2ln"))));
        request.turns.add(
                Role.ASSISTANT,
                new Part.Reasoning(JsonString.EMPTY, new Seal(Origin.ANTHROPIC, JsonString.of("ZGF0"), true, null)));
        request.turns.add(
                Role.ASSISTANT, new Part.Reasoning(JsonString.of("g"), Seal.of(Origin.GEMINI, JsonString.of("x"))));
        request.turns.add(Role.ASSISTANT, new Part.Reasoning(JsonString.of("o"), null));
        request.turns.add(Role.ASSISTANT, call("1", "f", "{}"));

        assertThat(written().path("messages").path(1).path("content"))
                .isEqualTo(tree("[{'type':'thinking','thinking':'','signature':'c2ln'},"
                        + "{'type':'redacted_thinking','data':'ZGF0'},"
                        + "{'type':'tool_use','id':'1','name':'f','input':{}}]"));
        assertThat(dropped()).isEmpty();
    }

    @Test
    void tellsResultsWithTheirMedia() throws Exception {
        request.turns.add(Role.USER, text("u"));
        request.turns.add(Role.ASSISTANT, call("call.1", "f", "{}"));
        request.turns.add(
                Role.USER,
                new Part.Result(JsonString.of("call.1"), null, JsonString.of("r"), List.of(png()), true, MARK));
        request.turns.add(
                Role.USER, new Part.Result(JsonString.of("2"), null, JsonString.EMPTY, List.of(), false, null));

        final JsonNode content = written().path("messages").path(2).path("content");

        assertThat(content.path(0))
                .isEqualTo(tree("{'type':'tool_result','tool_use_id':'call_1','content':[{'type':'text','text':'r'},"
                        + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'QUJD'}}],"
                        + "'is_error':true,'cache_control':{'type':'ephemeral'}}"));
        assertThat(content.path(1)).isEqualTo(tree("{'type':'tool_result','tool_use_id':'2'}"));
    }

    @Test
    void makesIdsForCallsThatHaveNone() throws Exception {
        request.turns.add(Role.USER, text("u"));
        request.turns.add(Role.ASSISTANT, call("", "f", "{}"));
        request.turns.add(
                Role.USER,
                new Part.Result(JsonString.EMPTY, JsonString.of("f"), JsonString.of("r"), List.of(), false, null));

        final JsonNode messages = written().path("messages");

        assertThat(messages.path(1).path("content").path(0).path("id").asText())
                .isEqualTo(CallIds.made(translating.work, 0).text())
                .isEqualTo(messages.path(2)
                        .path("content")
                        .path(0)
                        .path("tool_use_id")
                        .asText());
    }

    @Test
    void neverTellsArgumentsThatAreNoObject() throws Exception {
        request.turns.add(Role.USER, text("u"));
        request.turns.add(Role.ASSISTANT, call("1", "f", "[1,\"x\"]"));
        request.turns.add(Role.ASSISTANT, call("2", "f", "null"));

        final JsonNode content = written().path("messages").path(1).path("content");

        assertThat(content.path(0).path("input")).isEqualTo(Translating.tree("{\"_raw\":\"[1,\\\"x\\\"]\"}"));
        assertThat(content.path(1).path("input")).isEqualTo(tree("{}"));
    }

    @Test
    void tellsDocumentsOfEveryKind() throws Exception {
        request.turns.add(
                Role.USER, document(new Media.Bytes(JsonString.of("application/pdf"), JsonString.of("JVBE"))));
        request.turns.add(Role.USER, document(new Media.Bytes(JsonString.of("text/plain"), JsonString.of("aMOpIg=="))));
        request.turns.add(Role.USER, document(new Media.Url(JsonString.of("https://a/b.pdf"))));
        request.turns.add(Role.USER, document(new Media.PlainText(JsonString.of("p"))));

        assertThat(written().path("messages").path(0).path("content"))
                .isEqualTo(
                        Translating.tree(
                                "[{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"JVBE\"},\"title\":\"t\"},"
                                        + "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"h\u00e9\\\"\"},\"title\":\"t\"},"
                                        + "{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"https://a/b.pdf\"},\"title\":\"t\"},"
                                        + "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"p\"},\"title\":\"t\"}]"));
    }

    @Test
    void refusesMediaTheVendorCannotTake() {
        refusesPart(
                "image_url",
                new Part.Image(new Media.Bytes(JsonString.of("image/bmp"), JsonString.of("QQ==")), null, null));
        refusesPart("image_url", new Part.Image(new Media.Url(JsonString.of("gs://b/o")), null, null));
        refusesPart("file", document(new Media.Bytes(JsonString.of("application/zip"), JsonString.of("QQ=="))));
        refusesPart("file", document(new Media.Bytes(JsonString.of("text/plain"), JsonString.of("!"))));
        refusesPart("input_audio", new Part.Audio(JsonString.of("wav"), JsonString.of("QQ==")));
    }

    private void refusesPart(String field, Part part) {
        final Request.Builder asked = new Request.Builder();
        asked.turns.add(Role.USER, part);
        assertThatThrownBy(() -> translating.write(asked.build()))
                .isInstanceOfSatisfying(
                        UnsupportedException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field));
    }

    @Test
    void refusesADocumentSaidByTheAssistantWhereTheVersionDoes() throws Exception {
        request.turns.add(Role.USER, text("u"));
        request.turns.add(Role.ASSISTANT, document(new Media.PlainText(JsonString.of("p"))));
        assertThat(written().path("messages")).hasSize(2);

        set(settings -> settings.version = "2026-10-21");

        refuses("messages.content.document");
    }

    @Test
    void tellsACountOnlyWhatCounts() throws Exception {
        request.stream = true;
        request.answering = limit("100");
        request.sampling =
                new Sampling(value("0.5"), null, null, null, null, value("1"), null, List.of(JsonString.of("x")));
        request.account = new Account(JsonString.of("me"), Tier.AUTO, null);
        request.turns.add(Role.USER, text("hi"));
        request.toolbox = new Toolbox(List.of(tool("f", null)), null, null);

        final JsonNode written = translating.write(request.build(), true);

        assertThat(names(written)).containsExactlyInAnyOrder("model", "messages", "tools");
        assertThat(dropped()).isEmpty();
    }

    @Test
    void aRequestThatWasRefusedLeavesNothingBehind() throws Exception {
        refusesPart("input_audio", new Part.Audio(JsonString.of("wav"), JsonString.of("QQ==")));

        assertThat(names(written())).containsExactlyInAnyOrder("model", "max_tokens", "messages");
    }

    private static JsonNode tree(@Nullable String json) {
        return json == null
                ? com.fasterxml.jackson.databind.node.MissingNode.getInstance()
                : Translating.tree(json.replace('\'', '"'));
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(java.util.Map.Entry::getKey).toList();
    }

    private static JsonValue value(String json) {
        return JsonValue.of(json);
    }

    private static @Nullable JsonValue number(@Nullable String json) {
        return json == null ? null : JsonValue.of(json);
    }

    private static Answering limit(String maxTokens) {
        return new Answering(value(maxTokens), 1, new Format.Plain(), null, false, null);
    }

    private static Sampling sampling(@Nullable String temperature, @Nullable String topP, @Nullable String topK) {
        return new Sampling(number(temperature), number(topP), number(topK), null, null, null, null, List.of());
    }

    private static Part text(String text) {
        return new Part.Text(JsonString.of(text), null);
    }

    private static Part call(String id, String name, String args) {
        return new Part.Call(JsonString.of(id), JsonString.of(name), value(args), null, null);
    }

    private static Part png() {
        return new Part.Image(new Media.Bytes(JsonString.of("image/png"), JsonString.of("QUJD")), null, null);
    }

    private static Part document(Media media) {
        return new Part.Document(media, JsonString.of("t"), null);
    }

    private static Tool tool(String name, @Nullable String schema) {
        return new Tool(JsonString.of(name), null, number(schema), null, null);
    }
}

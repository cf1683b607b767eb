package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.codec.dialect.neutral.Account;
import io.sluice.codec.dialect.neutral.Answering;
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
import io.sluice.codec.dialect.neutral.TranslateSettings.RemoteMedia;
import io.sluice.codec.dialect.neutral.TranslateSettings.ThinkingForm;
import io.sluice.codec.dialect.neutral.Turn.Role;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a request of another dialect is told to this vendor, table by table. */
class GeminiRequestWriterTest {
    private static final String PLACEHOLDER = Signatures.PLACEHOLDER.text();

    private Translating translating = new Translating();

    private static JsonString string(String text) {
        return JsonString.of(text);
    }

    private static Part text(String text) {
        return new Part.Text(string(text), null);
    }

    private static Part.Call call(String id, String name, @Nullable Seal seal) {
        return new Part.Call(string(id), string(name), JsonValue.of("{\"a\":1.0}"), seal, null);
    }

    private static Part.Result result(String id, @Nullable String name, String text, Part... media) {
        return new Part.Result(
                string(id), name == null ? null : string(name), string(text), List.of(media), false, null);
    }

    private JsonNode written(Consumer<Request.Builder> change) throws UnsupportedException {
        final Request.Builder builder = new Request.Builder();
        builder.turns.add(Role.USER, text("hi"));
        change.accept(builder);
        return translating.write(builder.build());
    }

    private JsonNode parts(Role role, Part... parts) throws UnsupportedException {
        return written(request -> Arrays.stream(parts).forEach(part -> request.turns.add(role, part)))
                .path("contents")
                .path(role == Role.USER ? 0 : 1)
                .path("parts");
    }

    private void refused(String field, Consumer<Request.Builder> change) {
        assertThatThrownBy(() -> written(change))
                .isInstanceOfSatisfying(
                        UnsupportedException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field));
    }

    private static JsonNode json(String text) {
        return Translating.tree(text.replace('\'', '"'));
    }

    private List<String> dropped() {
        return translating.work.losses().dropped();
    }

    private void with(Consumer<Settings> change) {
        translating = new Translating(Translating.settings(change));
    }

    @Test
    void aPlainRequestIsItsContents() throws Exception {
        assertThat(written(request -> {})).isEqualTo(json("{'contents':[{'role':'user','parts':[{'text':'hi'}]}]}"));
    }

    @Test
    void instructionsAreOnePartEach() throws Exception {
        final JsonNode written = written(request -> {
            request.system.add(new SystemText(string("a"), null, 0));
            request.system.add(new SystemText(string("b"), null, 1));
        });
        assertThat(written.path("systemInstruction")).isEqualTo(json("{'parts':[{'text':'a'},{'text':'b'}]}"));
    }

    @Test
    void anAssistantThatSpeaksFirstIsAskedToContinue() throws Exception {
        final Request.Builder builder = new Request.Builder();
        builder.turns.add(Role.ASSISTANT, text("a"));
        assertThat(translating.write(builder.build()).path("contents"))
                .isEqualTo(json(
                        "[{'role':'user','parts':[{'text':'Continue.'}]},{'role':'model','parts':[{'text':'a'}]}]"));
        assertThat(dropped()).containsExactly("messages");
    }

    @Test
    void theFirstCallOfATurnBearsAMarkOrItsStandIn() throws Exception {
        assertThat(parts(Role.ASSISTANT, call("1", "f", null), call("2", "f", null)))
                .isEqualTo(json("[{'functionCall':{'id':'1','name':'f','args':{'a':1.0}},'thoughtSignature':'"
                        + PLACEHOLDER + "'},{'functionCall':{'id':'2','name':'f','args':{'a':1.0}}}]"));
        final Seal own = Seal.of(Origin.GEMINI, string("U2ln"));
        assertThat(parts(Role.ASSISTANT, call("1", "f", own))
                        .path(0)
                        .path("thoughtSignature")
                        .asText())
                .isEqualTo("U2ln");
        final Seal foreign = Seal.of(Origin.ANTHROPIC, string("x"));
        assertThat(parts(Role.ASSISTANT, call("1", "f", foreign))
                        .path(0)
                        .path("thoughtSignature")
                        .asText())
                .isEqualTo(PLACEHOLDER);
    }

    @Test
    void aThoughtOfItsOwnComesBackWithItsMarkOnThePartBehindIt() throws Exception {
        final Seal own = Seal.of(Origin.GEMINI, string("U2ln"));
        assertThat(parts(Role.ASSISTANT, new Part.Reasoning(string("t"), own), text("a")))
                .isEqualTo(json("[{'text':'t','thought':true},{'text':'a','thoughtSignature':'U2ln'}]"));
        assertThat(parts(Role.ASSISTANT, new Part.Reasoning(string("t"), own), call("1", "f", null)))
                .isEqualTo(json("[{'text':'t','thought':true},{'functionCall':{'id':'1','name':'f','args':{'a':1.0}},"
                        + "'thoughtSignature':'U2ln'}]"));
        assertThat(parts(Role.ASSISTANT, text("a"), new Part.Reasoning(JsonString.EMPTY, own)))
                .isEqualTo(json("[{'text':'a'},{'text':'','thoughtSignature':'U2ln'}]"));
    }

    @Test
    void thoughtsOfOthersStayBehind() throws Exception {
        final Seal foreign = Seal.of(Origin.ANTHROPIC, string("x"));
        assertThat(parts(
                        Role.ASSISTANT,
                        new Part.Reasoning(string("t"), foreign),
                        new Part.Reasoning(string("u"), null),
                        text("a")))
                .isEqualTo(json("[{'text':'a'}]"));
        assertThat(written(request -> request.turns.add(Role.ASSISTANT, new Part.Reasoning(string("t"), null)))
                        .path("contents"))
                .hasSize(1);
        assertThat(dropped()).isEmpty();
    }

    @Test
    void resultsAreNamedAfterTheirCallsAndComeInTheirOrder() throws Exception {
        final JsonNode turn = written(request -> {
                    request.turns.add(Role.ASSISTANT, call("1", "f", null));
                    request.turns.add(Role.ASSISTANT, call("2.x", "g", null));
                    request.turns.add(Role.USER, result("2.x", null, "two"));
                    request.turns.add(Role.USER, text("so?"));
                    request.turns.add(Role.USER, result("1", null, "{\"not\":\"parsed\"}"));
                })
                .path("contents")
                .path(2)
                .path("parts");

        assertThat(turn)
                .isEqualTo(
                        json(
                                "[{'functionResponse':{'id':'1','name':'f','response':{'output':'{\\'not\\':\\'parsed\\'}'}}},"
                                        + "{'functionResponse':{'id':'2_x','name':'g','response':{'output':'two'}}},{'text':'so?'}]"));
    }

    @Test
    void anErrorIsToldAsOneAndMediaComeBehindTheResults() throws Exception {
        final Part image = new Part.Image(new Media.Bytes(string("image/png"), string("QQ==")), null, null);
        final JsonNode turn = parts(
                Role.USER,
                new Part.Result(string("1"), string("f"), string("no"), List.of(), true, null),
                result("2", "f", "ok", image));

        assertThat(turn)
                .isEqualTo(json("[{'functionResponse':{'id':'1','name':'f','response':{'error':'no'}}},"
                        + "{'functionResponse':{'id':'2','name':'f','response':{'output':'ok'}}},"
                        + "{'inlineData':{'mimeType':'image/png','data':'QQ=='}},{'text':'hi'}]"));
    }

    @Test
    void aResultOfAnUnknownCallIsRefused() {
        refused("tool_call_id", request -> request.turns.add(Role.USER, result("9", null, "x")));
    }

    @Test
    void idsAreLeftOutWhereTheVendorDoesNotKnowThem() throws Exception {
        with(settings -> settings.functionIds = false);
        final JsonNode contents = written(request -> {
                    request.turns.add(Role.ASSISTANT, call("1", "f", null));
                    request.turns.add(Role.USER, result("1", null, "x"));
                })
                .path("contents");
        assertThat(contents.path(1).path("parts").path(0).path("functionCall").has("id"))
                .isFalse();
        assertThat(contents.path(2).path("parts").path(0).path("functionResponse"))
                .isEqualTo(json("{'name':'f','response':{'output':'x'}}"));
    }

    @Test
    void namesTheVendorRefusesAreChangedEverywhereAndRestored() throws Exception {
        final JsonNode written = written(request -> {
            request.toolbox = new Toolbox(
                    List.of(new Tool(string("1 st"), null, null, null, null)),
                    new ToolChoice.Named(string("1 st")),
                    null);
            request.turns.add(Role.ASSISTANT, call("1", "1 st", null));
            request.turns.add(Role.USER, result("1", null, "x"));
        });
        assertThat(written.findValuesAsText("name")).containsOnly("_1_st");
        assertThat(written.path("toolConfig").path("functionCallingConfig"))
                .isEqualTo(json("{'mode':'ANY','allowedFunctionNames':['_1_st']}"));
        assertThat(translating.work.aliases().restore(string("_1_st"))).isEqualTo(string("1 st"));
    }

    @Test
    void twoToolsOfOneNameAreRefusedWhicheverComesFirst() {
        for (final List<String> names : List.of(List.of("a b", "a_b"), List.of("a_b", "a b"))) {
            with(settings -> {});
            refused(
                    "tools",
                    request -> request.toolbox = new Toolbox(
                            names.stream()
                                    .map(name -> new Tool(string(name), null, null, null, null))
                                    .toList(),
                            null,
                            null));
        }
    }

    @Test
    void schemasPassAsTheyAreButForTheirHeads() throws Exception {
        final String schema =
                "{\"$schema\":\"x\",\"$id\":\"y\",\"type\":\"object\",\"properties\":{\"$id\":{\"const\":1.0}}}";
        assertThat(tool(schema).path("parametersJsonSchema").toString())
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"$id\":{\"const\":1.0}}}");
        assertThat(tool(null)).isEqualTo(json("{'name':'f','description':'d'}"));
        with(settings -> settings.openapiSchema = true);
        assertThat(tool("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}")
                        .path("parameters"))
                .isEqualTo(json("{'type':'OBJECT','properties':{'a':{'nullable':true,'type':'STRING'}}}"));
    }

    private JsonNode tool(@Nullable String schema) throws UnsupportedException {
        return written(request -> request.toolbox = new Toolbox(
                        List.of(new Tool(
                                string("f"), string("d"), schema == null ? null : JsonValue.of(schema), true, null)),
                        null,
                        null))
                .path("tools")
                .path(0)
                .path("functionDeclarations")
                .path(0);
    }

    @Test
    void everyChoiceOfToolsHasAMode() throws Exception {
        final List<JsonString> two = List.of(string("f"), string("g"));
        assertThat(choice(new ToolChoice.Auto())).isEqualTo(json("{'mode':'AUTO'}"));
        assertThat(choice(new ToolChoice.None())).isEqualTo(json("{'mode':'NONE'}"));
        assertThat(choice(new ToolChoice.Any())).isEqualTo(json("{'mode':'ANY'}"));
        assertThat(choice(new ToolChoice.Allowed(true, two)))
                .isEqualTo(json("{'mode':'ANY','allowedFunctionNames':['f','g']}"));
        assertThat(choice(new ToolChoice.Allowed(false, two)))
                .isEqualTo(json("{'mode':'VALIDATED','allowedFunctionNames':['f','g']}"));
        assertThat(dropped()).isEmpty();
        written(request -> request.toolbox = new Toolbox(List.of(), null, false));
        assertThat(dropped()).containsExactly("parallel_tool_calls");
    }

    private JsonNode choice(ToolChoice choice) throws UnsupportedException {
        return written(request -> request.toolbox = new Toolbox(List.of(), choice, null))
                .path("toolConfig")
                .path("functionCallingConfig");
    }

    @Test
    void samplingPassesDigitByDigitAndWhatHasNoPlaceIsReported() throws Exception {
        final JsonValue number = JsonValue.of("0.10");
        final JsonNode written = written(request -> {
            request.sampling = new Sampling(
                    number,
                    number,
                    JsonValue.of("40"),
                    number,
                    number,
                    JsonValue.of("7"),
                    JsonValue.of("{\"1\":2}"),
                    List.of(string("1"), string("2"), string("3"), string("4"), string("5"), string("6")));
            request.answering =
                    new Answering(JsonValue.of("99"), 3, new Format.Plain(), string("low"), true, JsonValue.of("2"));
        });

        assertThat(written.path("generationConfig"))
                .isEqualTo(
                        json("{'temperature':0.10,'topP':0.10,'topK':40,'presencePenalty':0.10,'frequencyPenalty':0.10,"
                                + "'seed':7,'stopSequences':['1','2','3','4','5'],'maxOutputTokens':99,'candidateCount':3,"
                                + "'responseLogprobs':true,'logprobs':2}"));
        assertThat(dropped()).containsExactly("logit_bias", "stop", "verbosity");
    }

    @Test
    void theFormOfTheAnswerIsATypeAndASchema() throws Exception {
        assertThat(config(new Format.Json())).isEqualTo(json("{'responseMimeType':'application/json'}"));
        final Format schema = new Format.Schema(string("n"), null, JsonValue.of("{\"type\":\"object\"}"), true);
        assertThat(config(schema))
                .isEqualTo(json("{'responseMimeType':'application/json','responseJsonSchema':{'type':'object'}}"));
        with(settings -> settings.openapiSchema = true);
        assertThat(config(schema))
                .isEqualTo(json("{'responseMimeType':'application/json','responseSchema':{'type':'OBJECT'}}"));
        assertThat(dropped()).isEmpty();
    }

    private JsonNode config(Format format) throws UnsupportedException {
        return written(request -> request.answering = new Answering(null, 1, format, null, false, null))
                .path("generationConfig");
    }

    @Test
    void effortIsALevelOrABudget() throws Exception {
        final List<String> levels = List.of("MINIMAL", "MINIMAL", "LOW", "MEDIUM", "HIGH", "HIGH", "HIGH");
        final List<Integer> budgets = List.of(0, 512, 1024, 8192, 24576, 24576, 24576);
        for (final Effort effort : Effort.values()) {
            with(settings -> settings.thinking = ThinkingForm.AUTO);
            assertThat(thinking(new Thinking(effort, null)))
                    .isEqualTo(json("{'thinkingLevel':'" + levels.get(effort.ordinal()) + "'}"));
            with(settings -> settings.thinking = ThinkingForm.BUDGET);
            assertThat(thinking(new Thinking(effort, true)))
                    .isEqualTo(json("{'includeThoughts':true,'thinkingBudget':" + budgets.get(effort.ordinal()) + "}"));
        }
        assertThat(thinking(new Thinking(null, false))).isEqualTo(json("{'includeThoughts':false}"));
        assertThat(thinking(Thinking.UNSAID).isMissingNode()).isTrue();
        with(settings -> settings.thinking = ThinkingForm.NONE);
        assertThat(thinking(new Thinking(Effort.LOW, true)).isMissingNode()).isTrue();
        assertThat(dropped()).containsExactly("reasoning_effort");
    }

    private JsonNode thinking(Thinking thinking) throws UnsupportedException {
        return written(request -> request.thinking = thinking)
                .path("generationConfig")
                .path("thinkingConfig");
    }

    @Test
    void tiersHaveWordsButForTheAutomaticOne() throws Exception {
        assertThat(tier(Tier.DEFAULT)).isEqualTo("standard");
        assertThat(tier(Tier.FLEX)).isEqualTo("flex");
        assertThat(tier(Tier.PRIORITY)).isEqualTo("priority");
        assertThat(tier(Tier.AUTO)).isEmpty();
        assertThat(dropped()).isEmpty();
    }

    private String tier(Tier tier) throws UnsupportedException {
        return written(request -> request.account = new Account(string("user"), tier, JsonValue.of("{}")))
                .path("serviceTier")
                .asText();
    }

    @Test
    void extrasAreTakenDroppedOrRefused() throws Exception {
        final JsonNode written = written(request -> {
            request.extras.add(new Extra("safetySettings", JsonValue.of("[1]"), Extra.Fate.DROP));
            request.extras.add(new Extra("cachedContent", JsonValue.of("\"c\""), Extra.Fate.REJECT));
            request.extras.add(new Extra("a", JsonValue.of("1"), Extra.Fate.DROP));
            request.extras.add(new Extra("b", JsonValue.of("1"), Extra.Fate.HINT));
        });
        assertThat(written.path("safetySettings")).isEqualTo(json("[1]"));
        assertThat(written.path("cachedContent").asText()).isEqualTo("c");
        assertThat(dropped()).containsExactly("a");
        refused("z", request -> request.extras.add(new Extra("z", JsonValue.of("1"), Extra.Fate.REJECT)));
        with(settings -> settings.reject = true);
        refused("a", request -> request.extras.add(new Extra("a", JsonValue.of("1"), Extra.Fate.DROP)));
    }

    @Test
    void addressesOfMediaAreToldOnlyWhereTheVendorFetches() throws Exception {
        final Part image = new Part.Image(new Media.Url(string("https://example.com/a.webp?x")), string("low"), null);
        final Part document = new Part.Document(new Media.Url(string("https://example.com/a")), null, null);
        refused("image_url", request -> request.turns.add(Role.USER, image));
        with(settings -> settings.remoteMedia = RemoteMedia.REJECT);
        refused("file", request -> request.turns.add(Role.USER, document));
        with(settings -> settings.remoteMedia = RemoteMedia.URI);
        assertThat(parts(Role.USER, image, document))
                .isEqualTo(json(
                        "[{'text':'hi'},{'fileData':{'mimeType':'image/webp','fileUri':'https://example.com/a.webp?x'}},"
                                + "{'fileData':{'mimeType':'application/pdf','fileUri':'https://example.com/a'}}]"));
    }

    @Test
    void contentOfMediaIsInline() throws Exception {
        assertThat(parts(
                        Role.USER,
                        new Part.Audio(string("mp3"), string("QQ==")),
                        new Part.Document(
                                new Media.Bytes(string("application/pdf"), string("QQ==")), string("n"), null),
                        new Part.Document(new Media.PlainText(string("é")), null, null)))
                .isEqualTo(json("[{'text':'hi'},{'inlineData':{'mimeType':'audio/mp3','data':'QQ=='}},"
                        + "{'inlineData':{'mimeType':'application/pdf','data':'QQ=='}},"
                        + "{'inlineData':{'mimeType':'text/plain','data':'w6k='}}]"));
    }

    @Test
    void onlyWhatCountsIsCounted() throws Exception {
        final Request.Builder builder = new Request.Builder();
        builder.turns.add(Role.USER, text("hi"));
        builder.system.add(new SystemText(string("s"), null, 0));
        builder.sampling = new Sampling(JsonValue.of("1"), null, null, null, null, null, null, List.of());
        builder.extras.add(new Extra("a", JsonValue.of("1"), Extra.Fate.DROP));
        assertThat(translating.write(builder.build(), true))
                .isEqualTo(
                        json("{'generateContentRequest':{'model':'models/fixture-model','systemInstruction':{'parts':"
                                + "[{'text':'s'}]},'contents':[{'role':'user','parts':[{'text':'hi'}]}]}}"));
        builder.extras.add(new Extra("z", JsonValue.of("1"), Extra.Fate.REJECT));
        assertThatThrownBy(() -> translating.write(builder.build(), true)).isInstanceOf(UnsupportedException.class);
    }
}

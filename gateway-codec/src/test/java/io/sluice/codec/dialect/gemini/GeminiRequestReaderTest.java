package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a client's request means, member by member. */
class GeminiRequestReaderTest {
    private static final String CONTENTS = "\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]";

    private final Translating translating = new Translating();

    private Request read(String members) throws UnsupportedException {
        return translating.read("{" + CONTENTS + (members.isEmpty() ? "" : "," + members) + "}");
    }

    private Request configured(String members) throws UnsupportedException {
        return read("\"generationConfig\":{" + members + "}");
    }

    private List<Turn> turns(String contents) throws UnsupportedException {
        return translating.read("{\"contents\":[" + contents + "]}").turns();
    }

    private Part part(String part) throws UnsupportedException {
        return turns("{\"parts\":[" + part + "]}").get(0).parts().get(0);
    }

    private void refused(String field, String body) {
        assertThatThrownBy(() -> translating.read(body))
                .as(body)
                .isInstanceOfSatisfying(
                        UnsupportedException.class,
                        refusal -> assertThat(refusal.field()).isEqualTo(field));
    }

    private void refusedPart(String field, String part) {
        refused("contents.parts" + field, "{\"contents\":[{\"parts\":[" + part + "]}]}");
    }

    @Test
    void theModelAndTheStreamStandInThePath() throws Exception {
        final Request request =
                translating.read("{\"model\":\"models/b\"," + CONTENTS + "}", new Hints("a", true, false));
        assertThat(request.model().text()).isEqualTo("a");
        assertThat(request.stream()).isTrue();
        assertThat(request.includeUsage()).isTrue();
        assertThat(read("\"model\":\"models/b\"").model().text()).isEqualTo("b");
    }

    @Test
    void bothSpellingsOfAMemberMeanTheSame() throws Exception {
        final Request camel = translating.read("{" + CONTENTS
                + ",\"systemInstruction\":{\"parts\":[{\"text\":\"s\"}]},\"generationConfig\":{\"maxOutputTokens\":5,"
                + "\"stopSequences\":[\"x\"],\"topP\":0.5,\"thinkingConfig\":{\"includeThoughts\":true,"
                + "\"thinkingLevel\":\"LOW\"}},\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\","
                + "\"parametersJsonSchema\":{\"type\":\"object\"}}]}],\"toolConfig\":{\"functionCallingConfig\":"
                + "{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"f\"]}},\"serviceTier\":\"flex\"}");
        final Request snake = translating.read("{" + CONTENTS
                + ",\"system_instruction\":{\"parts\":[{\"text\":\"s\"}]},\"generation_config\":{\"max_output_tokens\":5,"
                + "\"stop_sequences\":[\"x\"],\"top_p\":0.5,\"thinking_config\":{\"include_thoughts\":true,"
                + "\"thinking_level\":\"LOW\"}},\"tools\":[{\"function_declarations\":[{\"name\":\"f\","
                + "\"parameters_json_schema\":{\"type\":\"object\"}}]}],\"tool_config\":{\"function_calling_config\":"
                + "{\"mode\":\"ANY\",\"allowed_function_names\":[\"f\"]}},\"service_tier\":\"flex\"}");

        assertThat(snake).isEqualTo(camel);
        assertThat(camel.toolbox().choice()).isEqualTo(new ToolChoice.Named(JsonString.of("f")));
        assertThat(camel.account().tier()).isEqualTo(Tier.FLEX);
        assertThat(camel.thinking().effort()).isEqualTo(Effort.LOW);
        assertThat(camel.thinking().show()).isTrue();
    }

    @Test
    void numbersPassAsTheyAreWrittenAndWholeOnesMayBeStrings() throws Exception {
        final Request request =
                configured("\"temperature\":0.70,\"topP\":1e-1,\"topK\":40.0,\"maxOutputTokens\":\"100\","
                        + "\"seed\":-7,\"presencePenalty\":0.5,\"frequencyPenalty\":null,\"candidateCount\":2,"
                        + "\"responseLogprobs\":true,\"logprobs\":3");

        assertThat(request.sampling().temperature()).isEqualTo(JsonValue.of("0.70"));
        assertThat(request.sampling().topP()).isEqualTo(JsonValue.of("1e-1"));
        assertThat(request.sampling().topK()).isEqualTo(JsonValue.of("40"));
        assertThat(request.sampling().seed()).isEqualTo(JsonValue.of("-7"));
        assertThat(request.sampling().frequencyPenalty()).isNull();
        assertThat(request.answering().maxTokens()).isEqualTo(JsonValue.of("100"));
        assertThat(request.answering().choices()).isEqualTo(2);
        assertThat(request.answering().logprobs()).isTrue();
        assertThat(request.answering().topLogprobs()).isEqualTo(JsonValue.of("3"));
    }

    @Test
    void aNumberThatIsNoneIsRefused() {
        for (final String value : List.of("\"x\"", "true", "{}", "\"1 2\"")) {
            refused(
                    "generationConfig.temperature",
                    "{" + CONTENTS + ",\"generationConfig\":{\"temperature\":" + value + "}}");
        }
        for (final String value : List.of("0", "65", "-1", "\"NaN\"")) {
            refused(
                    "generationConfig.candidateCount",
                    "{" + CONTENTS + ",\"generationConfig\":{\"candidateCount\":" + value + "}}");
        }
    }

    @Test
    void theFormOfTheAnswerIsPlainJsonOrOfASchema() throws Exception {
        assertThat(configured("\"responseMimeType\":\"text/plain\"").answering().format())
                .isEqualTo(new Format.Plain());
        assertThat(configured("\"responseMimeType\":\"application/json\"")
                        .answering()
                        .format())
                .isEqualTo(new Format.Json());
        assertThat(configured("\"responseMimeType\":\"application/json\",\"responseJsonSchema\":{\"type\":\"object\"}")
                        .answering()
                        .format())
                .isEqualTo(new Format.Schema(null, null, JsonValue.of("{\"type\":\"object\"}"), null));
        assertThat(configured("\"responseMimeType\":\"application/json\",\"responseSchema\":{\"type\":\"OBJECT\"}")
                        .answering()
                        .format())
                .isEqualTo(new Format.Schema(null, null, JsonValue.of("{\"type\":\"object\"}"), null));
        refused(
                "generationConfig.responseMimeType",
                "{" + CONTENTS + ",\"generationConfig\":{\"responseMimeType\":\"text/x.enum\"}}");
    }

    @Test
    void anAnswerOfAnotherKindThanTextIsRefused() throws Exception {
        assertThat(configured("\"responseModalities\":[\"TEXT\"]").extras()).isEmpty();
        refused(
                "generationConfig.responseModalities",
                "{" + CONTENTS + ",\"generationConfig\":{\"responseModalities\":[\"TEXT\",\"IMAGE\"]}}");
        refused("generationConfig.responseFormat", "{" + CONTENTS + ",\"generationConfig\":{\"responseFormat\":{}}}");
    }

    @Test
    void thoughtIsToldByLevelOrByBudgetButNotByBoth() throws Exception {
        final Object[][] budgets = {
            {"0", Effort.NONE},
            {"-1", null},
            {"1", Effort.MINIMAL},
            {"512", Effort.MINIMAL},
            {"513", Effort.LOW},
            {"1024", Effort.LOW},
            {"1025", Effort.MEDIUM},
            {"8192", Effort.MEDIUM},
            {"8193", Effort.HIGH}
        };
        for (final Object[] row : budgets) {
            assertThat(configured("\"thinkingConfig\":{\"thinkingBudget\":" + row[0] + "}")
                            .thinking()
                            .effort())
                    .as("%s", row[0])
                    .isEqualTo(row[1]);
        }
        for (final Effort effort : List.of(Effort.MINIMAL, Effort.LOW, Effort.MEDIUM, Effort.HIGH)) {
            assertThat(configured("\"thinkingConfig\":{\"thinkingLevel\":\"" + effort.name() + "\"}")
                            .thinking()
                            .effort())
                    .isEqualTo(effort);
        }
        refused(
                "generationConfig.thinkingConfig",
                "{" + CONTENTS
                        + ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"LOW\",\"thinkingBudget\":1}}}");
    }

    @Test
    void theModeOfCallsIsAChoiceOfTools() throws Exception {
        assertThat(choice("\"mode\":\"AUTO\"")).isEqualTo(new ToolChoice.Auto());
        assertThat(choice("\"mode\":\"NONE\"")).isEqualTo(new ToolChoice.None());
        assertThat(choice("\"mode\":\"ANY\"")).isEqualTo(new ToolChoice.Any());
        assertThat(choice("\"mode\":\"MODE_UNSPECIFIED\"")).isNull();
        final List<JsonString> two = List.of(JsonString.of("f"), JsonString.of("g"));
        assertThat(choice("\"mode\":\"ANY\",\"allowedFunctionNames\":[\"f\",\"g\"]"))
                .isEqualTo(new ToolChoice.Allowed(true, two));
        assertThat(choice("\"mode\":\"VALIDATED\",\"allowedFunctionNames\":[\"f\",\"g\"]"))
                .isEqualTo(new ToolChoice.Allowed(false, two));
        refused(
                "toolConfig.functionCallingConfig.allowedFunctionNames",
                "{" + CONTENTS
                        + ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"AUTO\",\"allowedFunctionNames\":[\"f\"]}}}");
        refused(
                "toolConfig.functionCallingConfig.mode",
                "{" + CONTENTS + ",\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"SOMETIMES\"}}}");
    }

    private @Nullable ToolChoice choice(String members) throws UnsupportedException {
        return read("\"toolConfig\":{\"functionCallingConfig\":{" + members + "}}")
                .toolbox()
                .choice();
    }

    @Test
    void validatedCallsWithoutNamesAreAutomaticElsewhereAndReported() throws Exception {
        final Request request = read("\"toolConfig\":{\"functionCallingConfig\":{\"mode\":\"VALIDATED\"}}");
        assertThat(request.toolbox().choice()).isEqualTo(new ToolChoice.Auto());
        assertThat(request.extras()).singleElement().satisfies(extra -> {
            assertThat(extra.name()).isEqualTo("toolConfig.functionCallingConfig.mode");
            assertThat(extra.fate()).isEqualTo(Extra.Fate.DROP);
        });
    }

    @Test
    void functionsComeFromAllEntriesWithTheirSchemas() throws Exception {
        final Request request = read("\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"description\":\"d\","
                + "\"parameters\":{\"type\":\"OBJECT\",\"properties\":{\"a\":{\"type\":\"STRING\",\"nullable\":true}}},"
                + "\"behavior\":\"BLOCKING\"}]},{},{\"functionDeclarations\":[{\"name\":\"g\"}]}]");

        assertThat(request.toolbox().tools())
                .containsExactly(
                        new Tool(
                                JsonString.of("f"),
                                JsonString.of("d"),
                                JsonValue.of(
                                        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}"),
                                null,
                                null),
                        new Tool(JsonString.of("g"), null, null, null, null));
    }

    @Test
    void toolsThatTheVendorRunsAreRefused() {
        for (final String tool : List.of("googleSearch", "urlContext", "codeExecution", "computerUse", "fileSearch")) {
            refused("tools." + tool, "{" + CONTENTS + ",\"tools\":[{\"" + tool + "\":{}}]}");
        }
        refused("tools.googleSearch", "{" + CONTENTS + ",\"tools\":[{\"google_search\":{}}]}");
        refused("tools.functionDeclarations.name", "{" + CONTENTS + ",\"tools\":[{\"functionDeclarations\":[{}]}]}");
    }

    @Test
    void membersWithoutAPlaceHaveTheirFates() throws Exception {
        final Request request = read(
                "\"safetySettings\":[],\"cachedContent\":\"cachedContents/1\",\"store\":true,"
                        + "\"continuationToken\":\"t\",\"brandNew\":1,\"nothing\":null,\"labels\":{\"a\":\"b\"},"
                        + "\"generationConfig\":{\"speechConfig\":{},\"some_thing\":2},\"toolConfig\":{\"retrievalConfig\":{}}");

        assertThat(request.extras())
                .extracting(extra -> extra.name() + " " + extra.fate())
                .containsExactly(
                        "safetySettings DROP",
                        "cachedContent REJECT",
                        "store HINT",
                        "continuationToken REJECT",
                        "brandNew DROP",
                        "generationConfig.speechConfig DROP",
                        "generationConfig.someThing DROP",
                        "toolConfig.retrievalConfig DROP");
        assertThat(request.account().metadata()).isEqualTo(JsonValue.of("{\"a\":\"b\"}"));
    }

    @Test
    void turnsOfOneRoleBecomeOneAndResultsComeFirst() throws Exception {
        final List<Turn> turns = turns("{\"parts\":[{\"text\":\"a\"},{\"text\":\"\"}]},{\"parts\":[{\"text\":\"b\"}],"
                + "\"role\":\"user\"},{\"parts\":[{\"functionCall\":{\"name\":\"f\"}}],\"role\":\"model\"},"
                + "{\"role\":\"function\",\"parts\":[{\"text\":\"c\"},{\"functionResponse\":{\"name\":\"f\",\"response\":"
                + "{\"output\":\"r\"}}}]}");

        assertThat(turns).hasSize(3);
        assertThat(turns.get(0).parts())
                .containsExactly(new Part.Text(JsonString.of("a"), null), new Part.Text(JsonString.of("b"), null));
        assertThat(turns.get(1).role()).isEqualTo(Turn.Role.ASSISTANT);
        assertThat(turns.get(2).parts().get(0)).isInstanceOf(Part.Result.class);
        refused("contents.role", "{\"contents\":[{\"role\":\"system\",\"parts\":[{\"text\":\"a\"}]}]}");
    }

    @Test
    void resultsAreTextErrorsOrTheWholeObject() throws Exception {
        assertThat(result("{\"output\":\"o\\n\"}", false)).isEqualTo("o\n");
        assertThat(result("{\"error\":\"e\"}", true)).isEqualTo("e");
        assertThat(result("{\"output\" : {\"a\" : 1.0}}", false)).isEqualTo("{\"output\":{\"a\":1.0}}");
        assertThat(result("{\"error\":\"e\",\"code\":2}", false)).isEqualTo("{\"error\":\"e\",\"code\":2}");
        assertThat(result("{}", false)).isEqualTo("{}");
        assertThat(result("null", false)).isEmpty();
        refusedPart(".functionResponse.response", "{\"functionResponse\":{\"name\":\"f\",\"response\":[1]}}");
        refusedPart(".functionResponse.name", "{\"functionResponse\":{\"response\":{}}}");
    }

    private String result(String response, boolean isError) throws UnsupportedException {
        final Part.Result result = (Part.Result)
                part("{\"functionResponse\":{\"id\":\"1\",\"name\":\"f\",\"response\":" + response + "}}");
        assertThat(result.isError()).as(response).isEqualTo(isError);
        assertThat(result.name()).isEqualTo(JsonString.of("f"));
        return result.text().text();
    }

    @Test
    void resultsMayShowMedia() throws Exception {
        final Part.Result result =
                (Part.Result) part("{\"functionResponse\":{\"name\":\"f\",\"response\":{\"output\":\"o\"},"
                        + "\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"QQ==\"}}]}}");
        assertThat(result.media()).hasSize(1);
        refusedPart(
                ".functionResponse.parts",
                "{\"functionResponse\":{\"name\":\"f\",\"response\":{},\"parts\":[{\"text\":\"a\"}]}}");
    }

    @Test
    void callsNeedANameAndAnObject() throws Exception {
        final Part.Call call = (Part.Call) part("{\"functionCall\":{\"name\":\"f\"}}");
        assertThat(call.args()).isEqualTo(JsonValue.of("{}"));
        assertThat(call.id().isEmpty()).isTrue();
        refusedPart(".functionCall.name", "{\"functionCall\":{\"args\":{}}}");
        refusedPart(".functionCall.args", "{\"functionCall\":{\"name\":\"f\",\"args\":\"{}\"}}");
        refusedPart(".functionCall.args", "{\"functionCall\":{\"name\":\"f\",\"partialArgs\":[{}]}}");
    }

    @Test
    void mediaAreToldApartByTheirType() throws Exception {
        assertThat(part("{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"_-A=\"}}"))
                .isEqualTo(new Part.Image(bytes("image/png", "/+A="), null, null));
        assertThat(part("{\"inlineData\":{\"mimeType\":\"audio/mpeg\",\"data\":\"QQ==\"}}"))
                .isEqualTo(new Part.Audio(JsonString.of("mp3"), JsonString.of("QQ==")));
        assertThat(
                        part(
                                "{\"inlineData\":{\"mimeType\":\"application/pdf\",\"data\":\"QQ==\",\"displayName\":\"a.pdf\"}}"))
                .isEqualTo(new Part.Document(bytes("application/pdf", "QQ=="), JsonString.of("a.pdf"), null));
        assertThat(part("{\"fileData\":{\"fileUri\":\"https://example.com/a.png?x=1\"}}"))
                .isEqualTo(new Part.Image(new Media.Url(JsonString.of("https://example.com/a.png?x=1")), null, null));
        assertThat(part("{\"fileData\":{\"mimeType\":\"application/pdf\",\"fileUri\":\"https://example.com/a\"}}"))
                .isEqualTo(new Part.Document(new Media.Url(JsonString.of("https://example.com/a")), null, null));
        refusedPart(".inlineData", "{\"inlineData\":{\"mimeType\":\"video/mp4\",\"data\":\"QQ==\"}}");
        refusedPart(".inlineData", "{\"inlineData\":{\"mimeType\":\"audio/flac\",\"data\":\"QQ==\"}}");
        refusedPart(".inlineData", "{\"inlineData\":{\"data\":\"QQ==\"}}");
        refusedPart(".fileData.mimeType", "{\"fileData\":{\"fileUri\":\"https://example.com/a\"}}");
        refusedPart(".fileData", "{\"fileData\":{\"fileUri\":\"https://example.com/a\",\"mimeType\":\"video/mp4\"}}");
    }

    private static Media.Bytes bytes(String mime, String base64) {
        return new Media.Bytes(JsonString.of(mime), JsonString.of(base64));
    }

    @Test
    void filesKeptAtTheVendorDoNotCross() {
        for (final String uri : List.of(
                "gs://bucket/a.png", "https://generativelanguage.googleapis.com/v1beta/files/abc", "files/abc")) {
            refusedPart(".fileData.fileUri", "{\"fileData\":{\"mimeType\":\"image/png\",\"fileUri\":\"" + uri + "\"}}");
        }
    }

    @Test
    void whatTheVendorsToolsSaidIsLeftOutAndReportedOnce() throws Exception {
        final Request request =
                translating.read("{\"contents\":[{\"role\":\"model\",\"parts\":[{\"executableCode\":{}},"
                        + "{\"executable_code\":{}},{\"codeExecutionResult\":{}},{\"text\":\"a\"}]}]}");
        assertThat(request.turns().get(0).parts()).hasSize(1);
        assertThat(request.extras())
                .extracting(Extra::name)
                .containsExactly("contents.parts.executableCode", "contents.parts.codeExecutionResult");
    }

    @Test
    void partsThatNobodyKnowsAreRefused() {
        refusedPart(".hologram", "{\"hologram\":{}}");
        refusedPart("", "{}");
        refused("contents.parts", "{\"contents\":[{\"parts\":[\"text\"]}]}");
        refused("contents.parts", "{\"contents\":[{\"parts\":\"text\"}]}");
        refused("contents", "{\"contents\":[\"text\"]}");
        refused("contents", "{\"contents\":\"text\"}");
        refused("systemInstruction", "{" + CONTENTS + ",\"systemInstruction\":{\"parts\":[{\"inlineData\":{}}]}}");
        refused("messages", "{\"contents\":[]}");
        refused("messages", "{\"contents\":[{\"parts\":[{\"text\":\"\"}]}]}");
    }

    @Test
    void aThoughtInPiecesIsPutTogetherUpToItsMark() throws Exception {
        final String mark =
                Signatures.told(Seal.of(Origin.ANTHROPIC, JsonString.of("S"))).text();
        final List<Turn> turns = turns("{\"role\":\"model\",\"parts\":[{\"text\":\"a\",\"thought\":true}]},"
                + "{\"role\":\"model\",\"parts\":[{\"text\":\"b\",\"thought\":true}]},{\"role\":\"model\",\"parts\":"
                + "[{\"text\":\"\",\"thought\":true,\"thoughtSignature\":\"" + mark + "\"},{\"text\":\"c\"}]}");

        assertThat(turns.get(0).parts())
                .containsExactly(
                        new Part.Reasoning(JsonString.of("ab"), Seal.of(Origin.ANTHROPIC, JsonString.of("S"))),
                        new Part.Text(JsonString.of("c"), null));
    }

    @Test
    void theVendorsMarkBelongsToItsPartAndThePlaceholderToNone() throws Exception {
        final Seal seal = Seal.of(Origin.GEMINI, JsonString.of("U2ln"));
        assertThat(turns(
                                "{\"role\":\"model\",\"parts\":[{\"text\":\"t\",\"thought\":true},{\"text\":\"a\",\"thoughtSignature\":"
                                        + "\"U2ln\"},{\"functionCall\":{\"name\":\"f\"},\"thoughtSignature\":\"U2ln\"},{\"functionCall\":"
                                        + "{\"name\":\"f\"},\"thoughtSignature\":\"" + Signatures.PLACEHOLDER.text()
                                        + "\"},"
                                        + "{\"thoughtSignature\":\"U2ln\"}]}")
                        .get(0)
                        .parts())
                .containsExactly(
                        new Part.Reasoning(JsonString.of("t"), seal),
                        new Part.Text(JsonString.of("a"), null),
                        new Part.Call(JsonString.EMPTY, JsonString.of("f"), JsonValue.of("{}"), seal, null),
                        new Part.Call(JsonString.EMPTY, JsonString.of("f"), JsonValue.of("{}"), null, null),
                        new Part.Reasoning(JsonString.EMPTY, seal));
    }

    @Test
    void tokensAreCountedOfBothForms() throws Exception {
        final Hints counting = new Hints("m", false, true);
        assertThat(translating.read("{" + CONTENTS + "}", counting).turns()).hasSize(1);
        final Request whole = translating.read(
                "{\"generateContentRequest\":{\"model\":\"models/m\"," + CONTENTS
                        + ",\"systemInstruction\":{\"parts\":[{\"text\":\"s\"}]}}}",
                counting);
        assertThat(whole.turns()).hasSize(1);
        assertThat(whole.system()).hasSize(1);
        refused("messages", "{\"generateContentRequest\":{" + CONTENTS + "}}");
    }

    @Test
    void whatIsNoJsonIsRefusedWithThePlace() {
        assertThatThrownBy(() -> translating.read("{\"contents\":[}"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("byte 13");
        for (final String body : List.of("", "[]", "{} {}", "{\"contents\"", "nul", "{\"a\":1,}")) {
            refused("body", body);
        }
    }
}

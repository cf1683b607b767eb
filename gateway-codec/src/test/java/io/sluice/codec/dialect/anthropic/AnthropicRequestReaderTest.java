package io.sluice.codec.dialect.anthropic;

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
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.Turn;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonString;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from a client's request, row by row. */
class AnthropicRequestReaderTest {
    private final Translating translating = new Translating();

    private Request with(String members) throws UnsupportedException {
        return translating.read(
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + members
                        + "}");
    }

    private Request saying(String... messages) throws UnsupportedException {
        return translating.read("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[" + String.join(",", messages) + "]}");
    }

    private List<Part> user(String... blocks) throws UnsupportedException {
        return saying("{\"role\":\"user\",\"content\":[" + String.join(",", blocks) + "]}")
                .turns()
                .get(0)
                .parts();
    }

    private List<Part> assistant(String... blocks) throws UnsupportedException {
        return saying("{\"role\":\"assistant\",\"content\":[" + String.join(",", blocks) + "]}")
                .turns()
                .get(0)
                .parts();
    }

    private void refuses(String field, String members) {
        assertThatThrownBy(() -> with(members)).isInstanceOfSatisfying(UnsupportedException.class, refusal -> {
            assertThat(refusal.field()).isEqualTo(field);
            assertThat(refusal).hasMessageContaining(field.substring(field.lastIndexOf('.') + 1));
        });
    }

    @Test
    void readsWhatTunesTheAnswerAsItIsWritten() throws Exception {
        final Request request =
                with("\"temperature\":0.70,\"top_p\":1e-1,\"top_k\":40,\"stop_sequences\":[\"a\",\"b\"],"
                        + "\"stream\":true,\"metadata\":{\"user_id\":\"u\"},\"service_tier\":\"standard_only\"");

        assertThat(request.stream()).isTrue();
        assertThat(request.includeUsage()).isTrue();
        assertThat(String.valueOf(request.answering().maxTokens())).isEqualTo("9");
        assertThat(String.valueOf(request.sampling().temperature())).isEqualTo("0.70");
        assertThat(String.valueOf(request.sampling().topP())).isEqualTo("1e-1");
        assertThat(String.valueOf(request.sampling().topK())).isEqualTo("40");
        assertThat(request.sampling().stop()).extracting(JsonString::text).containsExactly("a", "b");
        assertThat(text(request.account().endUser())).isEqualTo("u");
        assertThat(request.account().tier()).isEqualTo(Tier.DEFAULT);
        assertThat(request.extras()).isEmpty();
        assertThat(with("\"service_tier\":\"auto\"").account().tier()).isEqualTo(Tier.AUTO);
    }

    @Test
    void takesNullForAbsent() throws Exception {
        final Request request = with("\"temperature\":null,\"top_k\":null,\"stop_sequences\":null,\"tools\":null,"
                + "\"tool_choice\":null,\"thinking\":null,\"output_config\":null,\"metadata\":null,\"system\":null,"
                + "\"service_tier\":null,\"container\":null,\"mcp_servers\":null");

        assertThat(request.extras()).isEmpty();
        assertThat(request.system()).isEmpty();
        assertThat(request.thinking()).isEqualTo(Thinking.UNSAID);
        assertThat(request.toolbox().tools()).isEmpty();
    }

    @Test
    void keepsInstructionsInTheMiddleWithTheirPlace() throws Exception {
        final Request request = translating.read("{\"model\":\"m\",\"system\":[{\"type\":\"text\",\"text\":\"A\","
                + "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}},{\"type\":\"text\",\"text\":\"B\"}],"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"u\"},{\"role\":\"system\",\"content\":\"C\"},"
                + "{\"role\":\"assistant\",\"content\":\"a\"},{\"content\":\"late\",\"role\":\"user\"}]}");

        assertThat(request.system()).extracting(text -> text.text().text()).containsExactly("A", "B", "C");
        assertThat(request.system()).extracting(text -> text.beforeTurn()).containsExactly(0, 0, 1);
        assertThat(String.valueOf(request.system().get(0).cache())).contains("1h");
        assertThat(request.turns()).hasSize(3);
        assertThat(request.turns().get(2).parts()).containsExactly(text("late"));
    }

    @Test
    void refusesArgumentsThatAreNoObject() {
        for (final String input : List.of("\"Go.\"", "[]", "1", "true")) {
            refuses(
                    "messages.content.tool_use.input",
                    "\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":"
                            + input + "}]}]");
        }
    }

    @Test
    void refusesAnAddressOfNothing() {
        refuses(
                "messages.content.source.url",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\"}}]}]");
        refuses(
                "messages.content.source.url",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"url\",\"url\":\"\"}}]}]");
    }

    @Test
    void refusesAConversationOfInstructionsOnly() {
        assertThatThrownBy(() -> saying("{\"role\":\"system\",\"content\":\"x\"}"))
                .isInstanceOf(UnsupportedException.class);
        assertThatThrownBy(() -> saying("{\"role\":\"user\",\"content\":\"\"}"))
                .isInstanceOf(UnsupportedException.class);
    }

    @Test
    void readsImagesAndDocumentsFromEverySource() throws Exception {
        assertThat(user(
                        image("\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"QU\\nJD\""),
                        image("\"type\":\"url\",\"url\":\"https://a/b.png\""),
                        document(
                                "\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"JVBE\"",
                                ",\"title\":\"t\""),
                        document("\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"plain\"", ""),
                        document("\"type\":\"url\",\"url\":\"https://a/b.pdf\"", ""),
                        document(
                                "\"type\":\"content\",\"content\":[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"text\",\"text\":\"y\"}]",
                                "")))
                .containsExactly(
                        new Part.Image(new Media.Bytes(JsonString.of("image/png"), JsonString.of("QUJD")), null, null),
                        new Part.Image(new Media.Url(JsonString.of("https://a/b.png")), null, null),
                        new Part.Document(
                                new Media.Bytes(JsonString.of("application/pdf"), JsonString.of("JVBE")),
                                JsonString.of("t"),
                                null),
                        new Part.Document(new Media.PlainText(JsonString.of("plain")), null, null),
                        new Part.Document(new Media.Url(JsonString.of("https://a/b.pdf")), null, null),
                        new Part.Document(new Media.PlainText(JsonString.of("xy")), null, null));
    }

    @Test
    void refusesFilesKeptAtTheVendor() {
        assertThatThrownBy(() -> user(image("\"type\":\"file\",\"file_id\":\"f\"")))
                .hasMessageContaining("file_id");
        assertThatThrownBy(() -> user(document("\"type\":\"file\",\"file_id\":\"f\"", "")))
                .hasMessageContaining("file_id");
        assertThatThrownBy(() -> user("{\"type\":\"container_upload\",\"file_id\":\"f\"}"))
                .hasMessageContaining("container_upload");
    }

    @Test
    void putsResultsFirstWithTheirMediaAndMarks() throws Exception {
        final List<Part> parts = user(
                "{\"type\":\"text\",\"text\":\"after\"}",
                "{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"is_error\":true,\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + image("\"type\":\"url\",\"url\":\"https://a\"")
                        + ",{\"type\":\"text\",\"text\":\"b\",\"cache_control\":{\"type\":\"ephemeral\"}}]}",
                "{\"type\":\"tool_result\",\"tool_use_id\":\"2\",\"content\":\"c\"}",
                "{\"type\":\"tool_result\",\"tool_use_id\":\"3\"}");

        assertThat(parts).hasSize(4);
        final Part.Result first = (Part.Result) parts.get(0);
        assertThat(first.id().text()).isEqualTo("1");
        assertThat(first.text().text()).isEqualTo("ab");
        assertThat(first.isError()).isTrue();
        assertThat(first.media()).hasSize(1);
        assertThat(first.cache()).isNotNull();
        assertThat(((Part.Result) parts.get(1)).text().text()).isEqualTo("c");
        assertThat(((Part.Result) parts.get(2)).text().isEmpty()).isTrue();
        assertThat(parts.get(3)).isEqualTo(text("after"));
    }

    @Test
    void takesTheTextOfDocumentsAndSearchesInAResult() throws Exception {
        final Request request =
                saying("{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"content\":["
                        + document("\"type\":\"text\",\"data\":\"d\"", "")
                        + ",{\"type\":\"search_result\",\"source\":\"s\",\"title\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"e\"}]},"
                        + "{\"type\":\"tool_reference\",\"tool_name\":\"x\"}]}]}");

        assertThat(((Part.Result) request.turns().get(0).parts().get(0)).text().text())
                .isEqualTo("de");
        assertThat(request.extras())
                .extracting(Extra::name)
                .containsExactly("messages.content.search_result", "messages.content.tool_reference");
        assertThat(request.extras()).extracting(Extra::fate).containsOnly(Extra.Fate.DROP);
    }

    @Test
    void opensForeignMarksAndKeepsItsOwn() throws Exception {
        assertThat(assistant(
                        "{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"c2ln\"}",
                        "{\"type\":\"redacted_thinking\",\"data\":\"ZGF0\"}",
                        "{\"type\":\"thinking\",\"thinking\":\"p\",\"signature\":\"sl1.p.rs_1.enc\"}",
                        "{\"type\":\"thinking\",\"thinking\":\"o\",\"signature\":\"sl1.o.\"}",
                        "{\"type\":\"thinking\",\"thinking\":\"bare\"}",
                        "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}",
                        "{\"type\":\"text\",\"text\":\"x\"}"))
                .containsExactly(
                        new Part.Reasoning(JsonString.of("t"), Seal.of(Origin.ANTHROPIC, JsonString.of("c2ln"))),
                        new Part.Reasoning(
                                JsonString.EMPTY, new Seal(Origin.ANTHROPIC, JsonString.of("ZGF0"), true, null)),
                        new Part.Reasoning(
                                JsonString.of("p"),
                                new Seal(Origin.RESPONSES, JsonString.of("enc"), false, JsonString.of("rs_1"))),
                        new Part.Reasoning(JsonString.of("o"), Seal.of(Origin.OPENAI, JsonString.EMPTY)),
                        new Part.Reasoning(JsonString.of("bare"), null),
                        text("x"));
    }

    @Test
    void givesAMarkOfGeminiBackToTheCallItStoodBefore() throws Exception {
        final Seal seal = Seal.of(Origin.GEMINI, JsonString.of("U0lH"));
        final String mark = "\"signature\":\"sl1.g.U0lH\"}";
        final String call = "{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"f\",\"input\":{\"n\":1.0}}";

        final List<Part> hidden = assistant("{\"type\":\"thinking\",\"thinking\":\"\"," + mark, call);
        final List<Part> shown = assistant("{\"type\":\"thinking\",\"thinking\":\"t\"," + mark, call);
        final List<Part> before =
                assistant("{\"type\":\"thinking\",\"thinking\":\"\"," + mark, "{\"type\":\"text\",\"text\":\"x\"}");

        assertThat(hidden).hasSize(1);
        assertThat(((Part.Call) hidden.get(0)).seal()).isEqualTo(seal);
        assertThat(((Part.Call) hidden.get(0)).args()).hasToString("{\"n\":1.0}");
        assertThat(shown.get(0)).isEqualTo(new Part.Reasoning(JsonString.of("t"), null));
        assertThat(((Part.Call) shown.get(1)).seal()).isEqualTo(seal);
        assertThat(before).containsExactly(new Part.Reasoning(JsonString.EMPTY, seal), text("x"));
    }

    @Test
    void leavesOutWhatTheVendorsOwnToolsDid() throws Exception {
        final Request request = saying("{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":["
                + "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}},"
                + "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"s\",\"content\":[]},"
                + "{\"type\":\"text\",\"text\":\"a\",\"citations\":[{\"type\":\"x\"}]}]}");

        assertThat(request.turns().get(1).parts()).containsExactly(text("a"));
        assertThat(request.extras())
                .extracting(Extra::name)
                .containsExactly("messages.content.server_tool_use", "messages.content.web_search_tool_result");
    }

    @Test
    void refusesABlockNobodyKnows() {
        assertThatThrownBy(() -> user("{\"type\":\"hologram\"}")).hasMessageContaining("hologram");
    }

    @Test
    void readsToolsAndTheChoiceAmongThem() throws Exception {
        final String tools = "\"tools\":[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"},"
                + "\"strict\":true,\"type\":\"custom\",\"eager_input_streaming\":true,\"cache_control\":{\"type\":\"ephemeral\"},"
                + "\"input_examples\":[{}]}]";
        final Request request = with(tools + ",\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}");

        assertThat(request.toolbox().tools()).hasSize(1);
        assertThat(request.toolbox().tools().get(0).strict()).isTrue();
        assertThat(request.toolbox().tools().get(0).cache()).isNotNull();
        assertThat(request.toolbox().choice()).isEqualTo(new ToolChoice.Any());
        assertThat(request.toolbox().parallel()).isFalse();
        assertThat(request.extras()).extracting(Extra::name).containsExactly("tools.input_examples");
        assertThat(with(tools + ",\"tool_choice\":{\"type\":\"auto\"}")
                        .toolbox()
                        .choice())
                .isEqualTo(new ToolChoice.Auto());
        assertThat(with(tools + ",\"tool_choice\":{\"type\":\"none\"}")
                        .toolbox()
                        .choice())
                .isEqualTo(new ToolChoice.None());
        assertThat(with(tools + ",\"tool_choice\":{\"name\":\"f\",\"type\":\"tool\"}")
                        .toolbox()
                        .choice())
                .isEqualTo(new ToolChoice.Named(JsonString.of("f")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools.type | \"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]",
                "mcp_servers | \"mcp_servers\":[{\"type\":\"url\"}]",
                "max_tokens | \"max_tokens\":0",
                "temperature | \"temperature\":\"hot\"",
                "tool_choice.type | \"tool_choice\":{\"type\":\"perhaps\"}",
                "thinking.type | \"thinking\":{\"type\":\"deep\"}",
                "output_config.effort | \"output_config\":{\"effort\":\"some\"}",
                "output_config.format | \"output_config\":{\"format\":{\"type\":\"xml\"}}",
                "stop_sequences | \"stop_sequences\":[1]",
                "tools | \"tools\":[1]",
                "messages | \"messages\":[1]",
                "messages.role | \"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]",
                "messages.content | \"messages\":[{\"role\":\"user\",\"content\":1}]",
            })
    void refusesByName(String field, String members) {
        refuses(field, members);
    }

    @ParameterizedTest
    @ValueSource(strings = {"speed", "inference_geo", "container", "diagnostics", "context_management", "anything"})
    void leavesOutWhatOnlyItsVendorKnowsAndSaysSo(String member) throws Exception {
        final Request request = with("\"" + member + "\":{\"a\":1}");

        assertThat(request.extras()).hasSize(1);
        assertThat(request.extras().get(0).name()).isEqualTo(member);
        assertThat(request.extras().get(0).fate()).isEqualTo(Extra.Fate.DROP);
        assertThat(request.extras().get(0).value()).hasToString("{\"a\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"output_config\":{\"effort\":\"xhigh\"} | XHIGH |",
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024} | LOW |",
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048} | LOW |",
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2049} | MEDIUM |",
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8193} | HIGH |",
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":16385} | XHIGH |",
                "\"thinking\":{\"budget_tokens\":24577,\"type\":\"enabled\"} | MAX |",
                "\"thinking\":{\"type\":\"adaptive\"} | |",
                "\"thinking\":{\"type\":\"between_tools\"} | |",
                "\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"} | | true",
                "\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"} | | false",
                "\"thinking\":{\"type\":\"disabled\"} | NONE |",
                "\"output_config\":{\"effort\":\"low\"},\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":30000} |"
                        + " LOW |",
                "\"output_config\":{\"effort\":\"low\"},\"thinking\":{\"type\":\"disabled\"} | NONE |",
            })
    void readsHowMuchToThink(String members, @Nullable Effort effort, @Nullable Boolean show) throws Exception {
        assertThat(with(members).thinking()).isEqualTo(new Thinking(effort, show));
    }

    @Test
    void readsASchemaInTheOldPlaceToo() throws Exception {
        final String format = "{\"type\":\"json_schema\",\"schema\":{\"a\": 1}}";

        assertThat(with("\"output_format\":" + format).answering().format())
                .isEqualTo(with("\"output_config\":{\"format\":" + format + "}")
                        .answering()
                        .format())
                .isInstanceOfSatisfying(
                        Format.Schema.class,
                        schema -> assertThat(schema.schema()).hasToString("{\"a\": 1}"));
    }

    @Test
    void putsTheMarkOfTheWholeOnItsLastPart() throws Exception {
        final Turn turn =
                with("\"cache_control\":{\"type\":\"ephemeral\"}").turns().get(0);

        assertThat(((Part.Text) turn.parts().get(0)).cache()).isNotNull();
    }

    @Test
    void aCountNeedsNoLimit() throws Exception {
        final Request request = translating.read(
                "{\"model\":\"m\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                new Hints(null, false, true));

        assertThat(request.turns()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}x",
                "{\"tools\":[{\"name\":",
                "{\"thinking\":{",
            })
    void refusesWhatIsNotJson(String body) {
        assertThatThrownBy(() -> translating.read(body)).isInstanceOf(UnsupportedException.class);
    }

    private static String image(String source) {
        return "{\"type\":\"image\",\"source\":{" + source + "}}";
    }

    private static String document(String source, String more) {
        return "{\"type\":\"document\",\"source\":{" + source + "}" + more + "}";
    }

    private static Part text(String text) {
        return new Part.Text(JsonString.of(text), null);
    }

    private static @Nullable String text(@Nullable JsonString text) {
        return text == null ? null : text.text();
    }
}

package io.sluice.codec.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.ErrorType;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Choice;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Media;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.dialect.neutral.Response;
import io.sluice.codec.dialect.neutral.ResponseReader;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Tier;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in one piece, beyond what the golden ones show. */
class AnthropicAnswersTest {
    private final Translating translating = new Translating();
    private final ResponseReader reader = AnthropicCodec.INSTANCE.newResponseReader();

    private @Nullable Response read(String body) {
        return reader.read(JsonValue.of(body), translating.work);
    }

    private Response content(String content, String more) {
        final Response response = read("{\"id\":\"msg_1\",\"type\":\"message\",\"content\":" + content + more + "}");
        if (response == null) {
            throw new AssertionError(reader.failure());
        }
        return response;
    }

    private JsonNode written(Finish finish, Usage usage, Part... parts) {
        final ByteBuf out = Unpooled.buffer();
        AnthropicCodec.INSTANCE
                .newResponseWriter()
                .write(
                        new Response(
                                JsonString.of("resp_9"),
                                List.of(new Choice(0, List.of(parts), finish, null)),
                                usage,
                                Tier.PRIORITY),
                        translating.work,
                        out);
        return Translating.tree(out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void readsBlocksInTheirOrderAndLeavesOutTheVendorsOwn() throws Exception {
        translating.work.aliases().rename("files.read", "files_read");
        final Response response = content(
                "[{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"c2ln\"},{\"type\":\"redacted_thinking\",\"data\":\"ZGF0\"},"
                        + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"},"
                        + "{\"type\":\"text\",\"text\":\"x\",\"citations\":[{}]},{\"type\":\"text\",\"text\":\"\",\"citations\":[]},"
                        + "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}},{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"files_read\",\"input\":{\"n\":"
                        + " 1.0}},{\"type\":\"tool_use\",\"id\":\"2\",\"name\":\"g\"}]",
                ",\"stop_reason\":\"end_turn\",\"usage\":{\"service_tier\":\"standard\"}");

        assertThat(response.choices().get(0).parts())
                .containsExactly(
                        new Part.Reasoning(JsonString.EMPTY, Seal.of(Origin.ANTHROPIC, JsonString.of("c2ln"))),
                        new Part.Reasoning(
                                JsonString.EMPTY, new Seal(Origin.ANTHROPIC, JsonString.of("ZGF0"), true, null)),
                        new Part.Text(JsonString.of("x"), null),
                        new Part.Call(
                                JsonString.of("1"),
                                JsonString.of("files.read"),
                                JsonValue.of("{\"n\": 1.0}"),
                                null,
                                null),
                        new Part.Call(JsonString.of("2"), JsonString.of("g"), JsonValue.of("{}"), null, null));
        assertThat(response.choices().get(0).finish()).isEqualTo(Finish.TOOL_CALLS);
        assertThat(response.tier()).isEqualTo(Tier.DEFAULT);
        assertThat(translating.work.losses().dropped()).containsExactly("citations", "server_tool_use");
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,STOP",
        "stop_sequence,STOP",
        "pause_turn,STOP",
        "something_new,STOP",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "tool_use,TOOL_CALLS",
        "refusal,CONTENT_FILTER",
    })
    void readsWhyItEnded(String reason, Finish finish) {
        assertThat(content("[]", ",\"stop_reason\":\"" + reason + "\"")
                        .choices()
                        .get(0)
                        .finish())
                .isEqualTo(finish);
    }

    @Test
    void aLimitOrARefusalIsNotOverriddenByACall() {
        final String call = "[{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"f\",\"input\":{}}]";

        assertThat(content(call, ",\"stop_reason\":\"max_tokens\"")
                        .choices()
                        .get(0)
                        .finish())
                .isEqualTo(Finish.LENGTH);
        assertThat(content(call, ",\"stop_reason\":\"refusal\"")
                        .choices()
                        .get(0)
                        .finish())
                .isEqualTo(Finish.CONTENT_FILTER);
    }

    @Test
    void tellsAnErrorThatCameWithoutItsStatus() {
        assertThat(read("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}"))
                .isNull();
        assertThat(reader.failure().type()).isEqualTo(ErrorType.OVERLOADED);
        assertThat(reader.failure().message()).isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "7", "{}", "{\"content\":null}", "{\"content\":[{\"type\":\"text\"", "<html>"})
    void tellsAFailureForWhatIsNoAnswer(String body) {
        assertThat(read(body)).isNull();
        assertThat(reader.failure().type()).isEqualTo(ErrorType.UPSTREAM_ERROR);
    }

    @Test
    void writesAllFourCountsAlways() {
        final Usage usage = new Usage();
        usage.set(100, 60, 30, 50, 20);

        assertThat(written(Finish.STOP, usage).path("usage"))
                .isEqualTo(Translating.tree("{\"input_tokens\":10,\"cache_creation_input_tokens\":30,"
                        + "\"cache_read_input_tokens\":60,\"output_tokens\":50,"
                        + "\"output_tokens_details\":{\"thinking_tokens\":20},\"service_tier\":\"priority\"}"));
        usage.set(50, 60, 30, 0, 0);
        assertThat(written(Finish.STOP, usage)
                        .path("usage")
                        .path("input_tokens")
                        .asInt())
                .isZero();
    }

    @Test
    void writesItsEstimateWhereNothingWasTold() {
        translating.work.estimatedInputTokens(11);

        final JsonNode usage = written(Finish.STOP, new Usage(), new Part.Text(JsonString.of("12345678"), null))
                .path("usage");

        assertThat(usage.path("input_tokens").asInt()).isEqualTo(11);
        assertThat(usage.path("output_tokens").asInt()).isEqualTo(2);
        assertThat(translating.work.losses().estimated()).containsExactly("usage");
    }

    @Test
    void writesAnEmptyRefusal() {
        final JsonNode written = written(Finish.CONTENT_FILTER, new Usage());

        assertThat(written.path("id").asText()).isEqualTo("msg_9");
        assertThat(written.path("content")).isEqualTo(Translating.tree("[]"));
        assertThat(written.path("stop_reason").asText()).isEqualTo("refusal");
        assertThat(written.path("stop_details"))
                .isEqualTo(Translating.tree("{\"type\":\"refusal\",\"category\":null,\"explanation\":null}"));
    }

    @Test
    void writesForeignThinkingWithAMarkOfItsOwn() {
        final Seal gemini = Seal.of(Origin.GEMINI, JsonString.of("U0lH"));
        final JsonString thought = JsonString.of("t");

        final JsonNode content = written(
                        Finish.TOOL_CALLS,
                        new Usage(),
                        new Part.Reasoning(thought, null),
                        new Part.Text(JsonString.of("x"), null),
                        new Part.Reasoning(thought, null),
                        call("1", gemini),
                        call("2", gemini),
                        new Part.Reasoning(
                                JsonString.EMPTY, new Seal(Origin.ANTHROPIC, JsonString.of("ZGF0"), true, null)))
                .path("content");

        assertThat(content)
                .isEqualTo(Translating.tree("[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"sl1.o.\"},"
                        + "{\"type\":\"text\",\"text\":\"x\"},"
                        + "{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"sl1.g.U0lH\"},"
                        + "{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"f\",\"input\":{}},"
                        + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"sl1.g.U0lH\"},"
                        + "{\"type\":\"tool_use\",\"id\":\"2\",\"name\":\"f\",\"input\":{}},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"ZGF0\"}]"));
    }

    @Test
    void leavesOutMediaItHasNoPlaceFor() {
        final Part image =
                new Part.Image(new Media.Bytes(JsonString.of("image/png"), JsonString.of("QUJD")), null, null);

        assertThat(written(Finish.STOP, new Usage(), image).path("content")).isEmpty();
        assertThat(translating.work.losses().dropped()).containsExactly("media");
    }

    private static Part call(String id, @Nullable Seal seal) {
        return new Part.Call(JsonString.of(id), JsonString.of("f"), JsonValue.of("{}"), seal, null);
    }
}

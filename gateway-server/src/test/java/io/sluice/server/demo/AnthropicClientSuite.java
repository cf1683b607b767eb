package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code com.anthropic:anthropic-java}. */
public abstract class AnthropicClientSuite extends VendorClientSuite {
    private static final String MODEL = "claude-sonnet-4-5";
    private static final int OVERLOADED = 529;

    private final List<AnthropicClient> opened = new ArrayList<>();

    private AnthropicClient client() {
        return client(key());
    }

    private AnthropicClient client(String key) {
        final AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(baseUrl())
                .apiKey(key)
                .maxRetries(0)
                .build();
        opened.add(client);
        return client;
    }

    @AfterEach
    void closeClients() {
        opened.forEach(AnthropicClient::close);
    }

    private static MessageCreateParams.Builder message() {
        return MessageCreateParams.builder().model(MODEL).maxTokens(1000).addUserMessage(QUESTION);
    }

    private static MessageCreateParams scripted(String script) {
        return message().putAdditionalHeader("x-sim", script).build();
    }

    private static MessageCreateParams.Builder withTool() {
        return message()
                .addTool(Tool.builder()
                        .name(TOOL)
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(JsonValue.from(Map.of("city", Map.of("type", "string")))
                                        .convert(Tool.InputSchema.Properties.class))
                                .build())
                        .build())
                .toolChoice(ToolChoiceAny.builder().build());
    }

    private Message stream(MessageCreateParams params) {
        final MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client().messages().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.message();
    }

    @Test
    void listsModels() {
        assertThat(client().models().list().items()).extracting(ModelInfo::id).contains(MODEL);
    }

    @Test
    void chats() {
        assertSaysEcho(client().messages().create(message().build()));
    }

    @Test
    void streams() {
        assertSaysEcho(stream(message().build()));
    }

    private static void assertSaysEcho(Message answer) {
        assertThat(answer.content().getFirst().asText().text()).isEqualTo(ECHO);
        assertThat(answer.stopReason()).hasValue(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isEqualTo(Tokens.count(QUESTION));
        assertThat(answer.usage().outputTokens()).isEqualTo(Tokens.count(ECHO));
    }

    @Test
    void callsATool() {
        assertCallsTool(client().messages().create(withTool().build()));
    }

    @Test
    void streamsAToolCall() {
        assertCallsTool(stream(withTool().build()));
    }

    private static void assertCallsTool(Message answer) {
        final ToolUseBlock call = answer.content().getFirst().asToolUse();
        assertThat(call.name()).isEqualTo(TOOL);
        assertThat(call._input()).isEqualTo(JsonValue.from(Map.of("city", CITY)));
        assertThat(answer.stopReason()).hasValue(StopReason.TOOL_USE);
    }

    @Test
    void countsTokens() {
        final long tokens = client().messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(MODEL)
                        .addUserMessage(QUESTION)
                        .build())
                .inputTokens();

        assertThat(tokens).isEqualTo(Tokens.count(QUESTION));
    }

    @Test
    void toldThatItsKeyIsUnknown() {
        assertThatThrownBy(
                        () -> client("nobody's key").messages().create(message().build()))
                .isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void toldThatAModelDoesNotExist() {
        assertThatThrownBy(() -> client().messages()
                        .create(message().model("no-such-model").build()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void toldWhichFieldIsUnknown() {
        assertThatThrownBy(() -> client().messages()
                        .create(message()
                                .putAdditionalBodyProperty("frequency_penalty", JsonValue.from(1))
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("frequency_penalty: Extra inputs are not permitted");
    }

    @Test
    void toldWhenToComeBack() {
        final RateLimitException error = catchThrowableOfType(
                RateLimitException.class, () -> client().messages().create(scripted("status=429;retry-after=7")));

        assertThat(error.headers().values("retry-after")).containsExactly("7");
    }

    @Test
    void toldThatTheVendorIsOverloaded() {
        final AnthropicServiceException error = catchThrowableOfType(
                AnthropicServiceException.class, () -> client().messages().create(scripted("status=529")));

        assertThat(error.statusCode()).isEqualTo(OVERLOADED);
    }

    @Test
    void toldThatTheVendorBroke() {
        final AnthropicServiceException error = catchThrowableOfType(
                AnthropicServiceException.class, () -> client().messages().create(scripted("status=500")));

        assertThat(error.statusCode()).isEqualTo(serverErrorStatus());
    }

    @Test
    void toldInsideTheStreamThatItBroke() {
        assertThatThrownBy(() -> stream(scripted("mid-error=5"))).isInstanceOf(AnthropicException.class);
    }

    @Test
    void mayLeaveInTheMiddleOfAStream() {
        final MessageCreateParams endless = message()
                .maxTokens(10_000_000)
                .putAdditionalHeader("x-sim", ENDLESS)
                .build();
        try (StreamResponse<RawMessageStreamEvent> stream = client().messages().createStreaming(endless)) {
            readSome(stream.stream(), 5, event -> assertThat(event).isNotNull());
        }

        assertVendorSawTheAbort();
    }
}

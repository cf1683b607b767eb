package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code com.openai:openai-java}. */
public abstract class OpenAiClientSuite extends VendorClientSuite {
    private static final String MODEL = "gpt-4o";

    private final List<OpenAIClient> opened = new ArrayList<>();

    private OpenAIClient client() {
        return client(key());
    }

    private OpenAIClient client(String key) {
        final OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl())
                .apiKey(key)
                .maxRetries(0)
                .build();
        opened.add(client);
        return client;
    }

    @AfterEach
    void closeClients() {
        opened.forEach(OpenAIClient::close);
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder().model(MODEL).addUserMessage(QUESTION);
    }

    private static ChatCompletionCreateParams scripted(String script) {
        return chat().putAdditionalHeader("x-sim", script).build();
    }

    private static ChatCompletionCreateParams.Builder withTool() {
        final FunctionParameters parameters = FunctionParameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                .build();
        return chat().addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name(TOOL)
                                .parameters(parameters)
                                .build())
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
    }

    private ChatCompletion stream(ChatCompletionCreateParams params) {
        final ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client().chat().completions().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.chatCompletion();
    }

    @Test
    void listsModels() {
        assertThat(client().models().list().items()).extracting(Model::id).contains(MODEL);
    }

    @Test
    void chats() {
        final ChatCompletion answer = client().chat().completions().create(chat().build());

        assertThat(answer.choices().getFirst().message().content()).hasValue(ECHO);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(Tokens.count(QUESTION));
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(Tokens.count(ECHO));
    }

    @Test
    void streamsWithoutUsageUnlessItWasAskedFor() {
        final ChatCompletion answer = stream(chat().build());

        assertThat(answer.choices().getFirst().message().content()).hasValue(ECHO);
        assertThat(answer.usage()).isEmpty();
    }

    @Test
    void streamsUsageWhenItWasAskedFor() {
        final ChatCompletion answer = stream(chat().streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

        assertThat(answer.choices().getFirst().message().content()).hasValue(ECHO);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(Tokens.count(ECHO));
    }

    @Test
    void callsATool() {
        assertCallsTool(client().chat().completions().create(withTool().build()));
    }

    @Test
    void streamsAToolCall() {
        assertCallsTool(stream(withTool().build()));
    }

    private static void assertCallsTool(ChatCompletion answer) {
        final ChatCompletionMessageFunctionToolCall.Function call = answer.choices()
                .getFirst()
                .message()
                .toolCalls()
                .orElseThrow()
                .getFirst()
                .asFunction()
                .function();
        assertThat(call.name()).isEqualTo(TOOL);
        assertThat(Json.parse(call.arguments()).path("city").asText()).isEqualTo(CITY);
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    }

    @Test
    void embeds() {
        final var answer = client().embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("text-embedding-3-small")
                        .inputOfArrayOfStrings(List.of("one", "two words"))
                        .build());

        assertThat(answer.data()).hasSize(2);
        assertThat(answer.data().get(1).embedding()).hasSize(8);
        assertThat(answer.usage().promptTokens()).isEqualTo(3);
    }

    @Test
    void respondsAndFindsTheResponseAgain() {
        final OpenAIClient client = client();
        final Response made = client.responses()
                .create(ResponseCreateParams.builder()
                        .model(MODEL)
                        .input(QUESTION)
                        .build());
        final Response found = client.responses().retrieve(made.id());

        assertThat(made.status()).hasValue(ResponseStatus.COMPLETED);
        assertThat(outputText(found)).isEqualTo(ECHO);
        assertThat(made.usage().orElseThrow().outputTokens()).isEqualTo(Tokens.count(ECHO));
        client.responses().delete(made.id());
        assertThatThrownBy(() -> client.responses().retrieve(made.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void streamsAResponse() {
        final ResponseAccumulator whole = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = client().responses()
                .createStreaming(ResponseCreateParams.builder()
                        .model(MODEL)
                        .input(QUESTION)
                        .build())) {
            stream.stream().forEach(whole::accumulate);
        }

        assertThat(whole.response().status()).hasValue(ResponseStatus.COMPLETED);
        assertThat(outputText(whole.response())).isEqualTo(ECHO);
    }

    private static String outputText(Response response) {
        return response.output()
                .getFirst()
                .asMessage()
                .content()
                .getFirst()
                .asOutputText()
                .text();
    }

    @Test
    void toldThatItsKeyIsUnknown() {
        assertThatThrownBy(() -> client("nobody's key").chat().completions().create(chat().build()))
                .isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void toldThatAModelDoesNotExist() {
        assertThatThrownBy(() -> client().chat()
                        .completions()
                        .create(chat().model("no-such-model").build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        error -> assertThat(error.code()).hasValue("model_not_found"));
    }

    @Test
    void toldWhichParameterIsBad() {
        assertThatThrownBy(() -> client().chat()
                        .completions()
                        .create(chat().temperature(3).build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        error -> assertThat(error.param()).hasValue("temperature"));
    }

    @Test
    void toldWhenToComeBack() {
        final RateLimitException error = catchThrowableOfType(
                RateLimitException.class,
                () -> client().chat().completions().create(scripted("status=429;retry-after=7")));

        assertThat(error.headers().values("retry-after")).containsExactly("7");
    }

    @Test
    void toldThatTheVendorBroke() {
        final OpenAIServiceException error = catchThrowableOfType(
                OpenAIServiceException.class,
                () -> client().chat().completions().create(scripted("status=500")));

        assertThat(error.statusCode()).isEqualTo(serverErrorStatus());
    }

    @Test
    void toldInsideTheStreamThatItBroke() {
        assertThatThrownBy(() -> stream(scripted("mid-error=3"))).isInstanceOf(OpenAIException.class);
    }

    @Test
    void mayLeaveInTheMiddleOfAStream() {
        try (StreamResponse<ChatCompletionChunk> stream =
                client().chat().completions().createStreaming(scripted(ENDLESS))) {
            readSome(stream.stream(), 3, chunk -> assertThat(chunk.choices()).isNotEmpty());
        }

        assertVendorSawTheAbort();
    }
}

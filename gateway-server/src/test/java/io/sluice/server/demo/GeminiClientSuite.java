package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionCallingConfig;
import com.google.genai.types.FunctionCallingConfigMode;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code com.google.genai:google-genai}. */
public abstract class GeminiClientSuite extends VendorClientSuite {
    private static final String MODEL = "gemini-2.5-flash";
    private static final GenerateContentConfig PLAIN =
            GenerateContentConfig.builder().build();

    private final List<Client> opened = new ArrayList<>();

    private Client client() {
        return client(key());
    }

    private Client client(String key) {
        final Client client = Client.builder()
                .apiKey(key)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(baseUrl())
                        .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                        .build())
                .build();
        opened.add(client);
        return client;
    }

    @AfterEach
    void closeClients() {
        opened.forEach(Client::close);
    }

    private static GenerateContentConfig scripted(String script) {
        return GenerateContentConfig.builder()
                .httpOptions(
                        HttpOptions.builder().headers(Map.of("x-sim", script)).build())
                .build();
    }

    private static GenerateContentConfig withTool() {
        final FunctionDeclaration weather = FunctionDeclaration.builder()
                .name(TOOL)
                .parametersJsonSchema(Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string"))))
                .build();
        return GenerateContentConfig.builder()
                .tools(Tool.builder().functionDeclarations(weather).build())
                .toolConfig(ToolConfig.builder()
                        .functionCallingConfig(FunctionCallingConfig.builder()
                                .mode(FunctionCallingConfigMode.Known.ANY)
                                .build())
                        .build())
                .build();
    }

    private List<GenerateContentResponse> stream(GenerateContentConfig config) {
        final List<GenerateContentResponse> chunks = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream =
                client().models.generateContentStream(MODEL, QUESTION, config)) {
            stream.forEach(chunks::add);
        }
        return chunks;
    }

    @Test
    void listsModels() {
        assertThat(client().models.list(ListModelsConfig.builder().build()))
                .extracting(model -> model.name().orElseThrow())
                .contains("models/" + MODEL);
    }

    @Test
    void chats() {
        final GenerateContentResponse answer = client().models.generateContent(MODEL, QUESTION, PLAIN);

        assertThat(answer.text()).isEqualTo(ECHO);
        assertUsage(answer);
    }

    @Test
    void streams() {
        final List<GenerateContentResponse> chunks = stream(PLAIN);

        final StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.text()));
        assertThat(text).hasToString(ECHO);
        assertThat(chunks).hasSize(Tokens.count(ECHO) + 1);
        assertUsage(chunks.getLast());
    }

    private static void assertUsage(GenerateContentResponse answer) {
        final var usage = answer.usageMetadata().orElseThrow();
        assertThat(usage.promptTokenCount()).hasValue(Tokens.count(QUESTION));
        assertThat(usage.candidatesTokenCount()).hasValue(Tokens.count(ECHO));
    }

    @Test
    void callsATool() {
        assertCallsTool(List.of(client().models.generateContent(MODEL, QUESTION, withTool())));
    }

    @Test
    void streamsAToolCall() {
        assertCallsTool(stream(withTool()));
    }

    private static void assertCallsTool(List<GenerateContentResponse> chunks) {
        final List<FunctionCall> calls = new ArrayList<>();
        chunks.forEach(chunk -> {
            if (chunk.functionCalls() != null) {
                calls.addAll(chunk.functionCalls());
            }
        });
        assertThat(calls).hasSize(1);
        assertThat(calls.getFirst().name()).hasValue(TOOL);
        assertThat(calls.getFirst().args()).hasValue(Map.of("city", CITY));
    }

    @Test
    void countsTokens() {
        assertThat(client().models.countTokens(MODEL, QUESTION, null).totalTokens())
                .hasValue(Tokens.count(QUESTION));
    }

    @Test
    void toldThatItsKeyIsUnknown() {
        final ApiException error = catchThrowableOfType(
                ApiException.class, () -> client("nobody's key").models.generateContent(MODEL, QUESTION, PLAIN));

        assertThat(error.code()).isEqualTo(unknownKeyStatus());
    }

    @Test
    void toldThatAModelDoesNotExist() {
        final ClientException error = catchThrowableOfType(
                ClientException.class, () -> client().models.generateContent("no-such-model", QUESTION, PLAIN));

        assertThat(error.code()).isEqualTo(404);
        assertThat(error.status()).isEqualTo("NOT_FOUND");
    }

    @Test
    void toldWhichFieldIsBad() {
        final GenerateContentConfig tooHot =
                GenerateContentConfig.builder().temperature(3f).build();
        final ClientException error = catchThrowableOfType(
                ClientException.class, () -> client().models.generateContent(MODEL, QUESTION, tooHot));

        assertThat(error.code()).isEqualTo(400);
        assertThat(error.status()).isEqualTo("INVALID_ARGUMENT");
        assertThat(error.message()).contains("temperature");
    }

    @Test
    void toldThatItAskedTooOften() {
        final ClientException error = catchThrowableOfType(
                ClientException.class,
                () -> client().models.generateContent(MODEL, QUESTION, scripted("status=429;retry-after=7")));

        assertThat(error.code()).isEqualTo(429);
        assertThat(error.status()).isEqualTo("RESOURCE_EXHAUSTED");
    }

    @Test
    void toldThatTheVendorBroke() {
        final ServerException error = catchThrowableOfType(
                ServerException.class, () -> client().models.generateContent(MODEL, QUESTION, scripted("status=500")));

        assertThat(error.code()).isEqualTo(serverErrorStatus());
    }

    @Test
    void toldInsideTheStreamThatItBroke() {
        assertThatThrownBy(() -> stream(scripted("mid-error=3"))).isInstanceOf(ApiException.class);
    }

    @Test
    void mayLeaveInTheMiddleOfAStream() {
        try (ResponseStream<GenerateContentResponse> stream =
                client().models.generateContentStream(MODEL, QUESTION, scripted(ENDLESS))) {
            final Iterator<GenerateContentResponse> chunks = stream.iterator();
            for (int i = 0; i < 3; i++) {
                assertThat(chunks.next().text()).isNotEmpty();
            }
        }

        assertVendorSawTheAbort();
    }
}

package io.sluice.server.translation;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code com.openai:openai-java}, chat completions. */
@SuppressWarnings("deprecation") // what isn't OpenAI's own, as reasoning, is found no other way
final class OpenAiClientTranslatedTest extends TranslatedClientSuite {
    @Override
    Upstream own() {
        return Upstream.CHAT;
    }

    private OpenAIClient client(Caller caller) {
        final OpenAIClient client = openAi(caller);
        closing(client::close);
        return client;
    }

    static OpenAIClient openAi(Caller caller) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(caller.url() + "/v1")
                .apiKey(caller.key())
                .maxRetries(caller.retries())
                .build();
    }

    /** {@link #SCHEMA} as the client's own type. */
    static <T> T schema(Class<T> type) {
        return Objects.requireNonNull(JsonValue.from(SCHEMA).convert(type));
    }

    private static ChatCompletionCreateParams.Builder params(Ask ask) {
        final ChatCompletionCreateParams.Builder params =
                ChatCompletionCreateParams.builder().model(ask.model());
        if (ask.image()) {
            params.addUserMessageOfArrayOfContentParts(List.of(
                    ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                            .text(QUESTION)
                            .build()),
                    ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                            .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                    .url("data:image/png;base64," + PNG)
                                    .build())
                            .build())));
        } else {
            params.addUserMessage(QUESTION);
        }
        if (ask.tools()) {
            TOOLS.forEach(tool -> params.addTool(tool(tool)));
        }
        if (ask.schema()) {
            params.responseFormat(ResponseFormatJsonSchema.builder()
                    .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                            .name("place")
                            .strict(true)
                            .schema(schema(ResponseFormatJsonSchema.JsonSchema.Schema.class))
                            .build())
                    .build());
        }
        if (ask.thinks()) {
            params.reasoningEffort(ReasoningEffort.LOW);
        }
        return params;
    }

    private static ChatCompletionFunctionTool tool(String name) {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name(name)
                        .parameters(schema(FunctionParameters.class))
                        .build())
                .build();
    }

    @Override
    Said ask(Caller caller, Ask ask) {
        return said(client(caller).chat().completions().create(params(ask).build()), "");
    }

    @Override
    Said stream(Caller caller, Ask ask) {
        final ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        final StringBuilder reasoning = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream = client(caller)
                .chat()
                .completions()
                .createStreaming(params(ask)
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            stream.stream().forEach(chunk -> {
                chunk.choices()
                        .forEach(choice ->
                                reasoning.append(reasoning(choice.delta()._additionalProperties())));
                whole.accumulate(chunk);
            });
        }
        return said(whole.chatCompletion(), reasoning.toString());
    }

    private static String reasoning(Map<String, JsonValue> unknown) {
        final JsonValue text = unknown.get("reasoning_content");
        return text == null ? "" : String.valueOf(text.asStringOrThrow());
    }

    private static Said said(ChatCompletion answer, String reasoning) {
        final ChatCompletion.Choice choice = answer.choices().getFirst();
        final ChatCompletionMessage message = choice.message();
        final List<Said.Call> calls = new ArrayList<>();
        message.toolCalls().orElse(List.of()).forEach(each -> {
            final ChatCompletionMessageFunctionToolCall call = each.asFunction();
            calls.add(new Said.Call(
                    call.id(), call.function().name(), call.function().arguments()));
        });
        final var usage = answer.usage().orElseThrow();
        return new Said(
                message.content().orElse(""),
                reasoning.isEmpty() ? reasoning(message._additionalProperties()) : reasoning,
                calls,
                choice.finishReason().asString(),
                usage.promptTokens(),
                usage.promptTokensDetails().orElseThrow().cachedTokens().orElse(0L),
                usage.completionTokens(),
                message);
    }

    @Override
    Said answerCalls(Caller caller, Ask ask, Said said, List<String> results) {
        final ChatCompletionMessage message = (ChatCompletionMessage) said.whole();
        final ChatCompletionCreateParams.Builder params = params(ask)
                .addMessage(message.toParam().toBuilder()
                        .putAllAdditionalProperties(message._additionalProperties())
                        .build());
        for (int i = 0; i < results.size(); i++) {
            params.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(said.calls().get(i).id())
                    .content(results.get(i))
                    .build());
        }
        return said(client(caller).chat().completions().create(params.build()), "");
    }

    @Override
    void readSome(Caller caller, Ask ask) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client(caller).chat().completions().createStreaming(params(ask).build())) {
            stream.stream().limit(5).forEach(chunk -> {});
        }
    }

    /** Its streams are put together without {@code reasoning_details}; what stands on a call is kept even then. */
    @Override
    boolean carriesSignatures(Upstream upstream, boolean streamed) {
        return !streamed || upstream == Upstream.GEMINI;
    }

    @Override
    String finishOfCalls() {
        return "tool_calls";
    }

    @Override
    String finishOfLength() {
        return "length";
    }

    @Override
    Class<? extends Throwable> errorOf(Trouble trouble) {
        return openAiError(trouble);
    }

    static Class<? extends Throwable> openAiError(Trouble trouble) {
        return switch (trouble) {
            case BAD_REQUEST -> BadRequestException.class;
            case AUTHENTICATION -> UnauthorizedException.class;
            case PERMISSION -> PermissionDeniedException.class;
            case NOT_FOUND -> NotFoundException.class;
            case RATE_LIMIT -> RateLimitException.class;
            case UPSTREAM, OVERLOADED -> InternalServerException.class;
        };
    }

    @Override
    int statusOf(Throwable error) {
        return ((OpenAIServiceException) error).statusCode();
    }
}

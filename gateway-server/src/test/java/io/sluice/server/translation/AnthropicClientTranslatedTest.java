package io.sluice.server.translation;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.OverloadedException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code com.anthropic:anthropic-java}. */
final class AnthropicClientTranslatedTest extends TranslatedClientSuite {
    private static final int OVERLOADED = 529;

    @Override
    Upstream own() {
        return Upstream.MESSAGES;
    }

    private AnthropicClient client(Caller caller) {
        final AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(caller.url())
                .apiKey(caller.key())
                .maxRetries(caller.retries())
                .build();
        closing(client::close);
        return client;
    }

    /** {@link #SCHEMA} as the client's own type. */
    static <T> T schema(Class<T> type) {
        return Objects.requireNonNull(JsonValue.from(SCHEMA).convert(type));
    }

    private static MessageCreateParams.Builder params(Ask ask) {
        final MessageCreateParams.Builder params =
                MessageCreateParams.builder().model(ask.model()).maxTokens(8000);
        if (ask.image()) {
            params.addUserMessageOfContentBlockParams(List.of(
                    ContentBlockParam.ofText(QUESTION),
                    ContentBlockParam.ofImage(Base64ImageSource.builder()
                            .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                            .data(PNG)
                            .build())));
        } else {
            params.addUserMessage(QUESTION);
        }
        if (ask.tools()) {
            TOOLS.forEach(tool -> params.addTool(Tool.builder()
                    .name(tool)
                    .inputSchema(schema(Tool.InputSchema.class))
                    .build()));
        }
        if (ask.schema()) {
            params.outputConfig(OutputConfig.builder()
                    .format(JsonOutputFormat.builder()
                            .schema(schema(JsonOutputFormat.Schema.class))
                            .build())
                    .build());
        }
        if (ask.thinks()) {
            params.enabledThinking(2048);
        }
        return params;
    }

    @Override
    Said ask(Caller caller, Ask ask) {
        return said(client(caller).messages().create(params(ask).build()));
    }

    @Override
    Said stream(Caller caller, Ask ask) {
        final MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client(caller).messages().createStreaming(params(ask).build())) {
            stream.stream().forEach(whole::accumulate);
        }
        return said(whole.message());
    }

    private static Said said(Message message) {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final List<Said.Call> calls = new ArrayList<>();
        message.content().forEach(block -> {
            block.text().ifPresent(each -> text.append(each.text()));
            block.thinking().ifPresent(each -> reasoning.append(each.thinking()));
            block.toolUse()
                    .ifPresent(each -> calls.add(new Said.Call(
                            each.id(),
                            each.name(),
                            json(Objects.requireNonNull(each._input().convert(Map.class))))));
        });
        final var usage = message.usage();
        final long cached = usage.cacheReadInputTokens().orElse(0L);
        return new Said(
                text.toString(),
                reasoning.toString(),
                calls,
                message.stopReason().orElseThrow().asString(),
                usage.inputTokens() + cached + usage.cacheCreationInputTokens().orElse(0L),
                cached,
                usage.outputTokens(),
                message);
    }

    @Override
    Said answerCalls(Caller caller, Ask ask, Said said, List<String> results) {
        final List<ContentBlockParam> blocks = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            blocks.add(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                    .toolUseId(said.calls().get(i).id())
                    .content(results.get(i))
                    .build()));
        }
        return said(client(caller)
                .messages()
                .create(params(ask)
                        .addMessage((Message) said.whole())
                        .addUserMessageOfContentBlockParams(blocks)
                        .build()));
    }

    @Override
    void readSome(Caller caller, Ask ask) {
        try (StreamResponse<RawMessageStreamEvent> stream =
                client(caller).messages().createStreaming(params(ask).build())) {
            stream.stream().limit(8).forEach(event -> {});
        }
    }

    @Override
    String finishOfCalls() {
        return "tool_use";
    }

    @Override
    String finishOfLength() {
        return "max_tokens";
    }

    @Override
    Class<? extends Throwable> errorOf(Trouble trouble) {
        return switch (trouble) {
            case BAD_REQUEST -> BadRequestException.class;
            case AUTHENTICATION -> UnauthorizedException.class;
            case PERMISSION -> PermissionDeniedException.class;
            case NOT_FOUND -> NotFoundException.class;
            case RATE_LIMIT -> RateLimitException.class;
            case UPSTREAM -> InternalServerException.class;
            case OVERLOADED -> OverloadedException.class;
        };
    }

    @Override
    int status(Trouble trouble) {
        return trouble == Trouble.OVERLOADED ? OVERLOADED : trouble.status;
    }

    @Override
    int statusOf(Throwable error) {
        return ((AnthropicServiceException) error).statusCode();
    }
}

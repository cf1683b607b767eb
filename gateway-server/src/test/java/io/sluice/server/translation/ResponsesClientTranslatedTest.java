package io.sluice.server.translation;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextConfig;
import java.util.ArrayList;
import java.util.List;

/** {@code com.openai:openai-java}, responses. */
final class ResponsesClientTranslatedTest extends TranslatedClientSuite {
    @Override
    Upstream own() {
        return Upstream.RESPONSES;
    }

    private OpenAIClient client(Caller caller) {
        final OpenAIClient client = OpenAiClientTranslatedTest.openAi(caller);
        closing(client::close);
        return client;
    }

    private static ResponseCreateParams.Builder params(Ask ask, List<ResponseInputItem> more) {
        final List<ResponseInputItem> input = new ArrayList<>();
        input.add(ResponseInputItem.ofEasyInputMessage(question(ask)));
        input.addAll(more);
        final ResponseCreateParams.Builder params =
                ResponseCreateParams.builder().model(ask.model()).inputOfResponse(input);
        if (ask.tools()) {
            TOOLS.forEach(tool -> params.addTool(FunctionTool.builder()
                    .name(tool)
                    .strict(true)
                    .parameters(OpenAiClientTranslatedTest.schema(FunctionTool.Parameters.class))
                    .build()));
        }
        if (ask.schema()) {
            params.text(ResponseTextConfig.builder()
                    .format(ResponseFormatTextJsonSchemaConfig.builder()
                            .name("place")
                            .strict(true)
                            .schema(OpenAiClientTranslatedTest.schema(ResponseFormatTextJsonSchemaConfig.Schema.class))
                            .build())
                    .build());
        }
        if (ask.thinks()) {
            params.reasoning(Reasoning.builder()
                            .effort(ReasoningEffort.LOW)
                            .summary(Reasoning.Summary.AUTO)
                            .build())
                    .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT);
        }
        return params;
    }

    private static EasyInputMessage question(Ask ask) {
        final EasyInputMessage.Builder message = EasyInputMessage.builder().role(EasyInputMessage.Role.USER);
        if (!ask.image()) {
            return message.content(QUESTION).build();
        }
        return message.contentOfResponseInputMessageContentList(List.of(
                        ResponseInputContent.ofInputText(
                                ResponseInputText.builder().text(QUESTION).build()),
                        ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                                .detail(ResponseInputImage.Detail.AUTO)
                                .imageUrl("data:image/png;base64," + PNG)
                                .build())))
                .build();
    }

    @Override
    Said ask(Caller caller, Ask ask) {
        return said(client(caller).responses().create(params(ask, List.of()).build()));
    }

    @Override
    Said stream(Caller caller, Ask ask) {
        final ResponseAccumulator whole = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = client(caller)
                .responses()
                .createStreaming(params(ask, List.of()).build())) {
            stream.stream().forEach(event -> {
                event.failed().ifPresent(failed -> {
                    throw new IllegalStateException(failed.response().error().toString());
                });
                whole.accumulate(event);
            });
        }
        return said(whole.response());
    }

    private static Said said(Response response) {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final List<Said.Call> calls = new ArrayList<>();
        for (final ResponseOutputItem item : response.output()) {
            item.message()
                    .ifPresent(message -> message.content()
                            .forEach(part -> text.append(part.asOutputText().text())));
            item.reasoning().ifPresent(thought -> thought.summary().forEach(part -> reasoning.append(part.text())));
            item.functionCall()
                    .ifPresent(call -> calls.add(new Said.Call(call.callId(), call.name(), call.arguments())));
        }
        final var usage = response.usage().orElseThrow();
        return new Said(
                text.toString(),
                reasoning.toString(),
                calls,
                response.status().orElseThrow().asString(),
                usage.inputTokens(),
                usage.inputTokensDetails().cachedTokens(),
                usage.outputTokens(),
                response);
    }

    @Override
    Said answerCalls(Caller caller, Ask ask, Said said, List<String> results) {
        final List<ResponseInputItem> more = new ArrayList<>();
        for (final ResponseOutputItem item : ((Response) said.whole()).output()) {
            item.message().ifPresent(message -> more.add(ResponseInputItem.ofResponseOutputMessage(message)));
            item.reasoning().ifPresent(thought -> more.add(ResponseInputItem.ofReasoning(thought)));
            item.functionCall().ifPresent(call -> more.add(ResponseInputItem.ofFunctionCall(call)));
        }
        for (int i = 0; i < results.size(); i++) {
            more.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                    .callId(said.calls().get(i).id())
                    .output(results.get(i))
                    .build()));
        }
        return said(client(caller).responses().create(params(ask, more).build()));
    }

    @Override
    void readSome(Caller caller, Ask ask) {
        try (StreamResponse<ResponseStreamEvent> stream = client(caller)
                .responses()
                .createStreaming(params(ask, List.of()).build())) {
            stream.stream().limit(8).forEach(event -> {});
        }
    }

    @Override
    String finishOfCalls() {
        return "completed";
    }

    @Override
    String finishOfLength() {
        return "incomplete";
    }

    @Override
    Class<? extends Throwable> errorOf(Trouble trouble) {
        return OpenAiClientTranslatedTest.openAiError(trouble);
    }

    @Override
    int statusOf(Throwable error) {
        return ((OpenAIServiceException) error).statusCode();
    }
}

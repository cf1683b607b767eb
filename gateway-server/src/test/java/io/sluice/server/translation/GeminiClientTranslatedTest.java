package io.sluice.server.translation;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** {@code com.google.genai:google-genai}. */
final class GeminiClientTranslatedTest extends TranslatedClientSuite {
    @Override
    Upstream own() {
        return Upstream.GEMINI;
    }

    private Client client(Caller caller) {
        return closing(Client.builder()
                .apiKey(caller.key())
                .httpOptions(HttpOptions.builder()
                        .baseUrl(caller.url())
                        .retryOptions(HttpRetryOptions.builder()
                                .attempts(1 + caller.retries())
                                .build())
                        .build())
                .build());
    }

    private static Content question(Ask ask) {
        final List<Part> parts = new ArrayList<>(List.of(Part.fromText(QUESTION)));
        if (ask.image()) {
            parts.add(Part.fromBytes(Base64.getDecoder().decode(PNG), "image/png"));
        }
        return Content.builder().role("user").parts(parts).build();
    }

    private static GenerateContentConfig config(Ask ask) {
        final GenerateContentConfig.Builder config = GenerateContentConfig.builder();
        if (ask.tools()) {
            config.tools(Tool.builder()
                    .functionDeclarations(TOOLS.stream()
                            .map(tool -> FunctionDeclaration.builder()
                                    .name(tool)
                                    .parametersJsonSchema(SCHEMA)
                                    .build())
                            .toList())
                    .build());
        }
        if (ask.schema()) {
            config.responseMimeType("application/json").responseJsonSchema(SCHEMA);
        }
        if (ask.thinks()) {
            config.thinkingConfig(ThinkingConfig.builder()
                    .includeThoughts(true)
                    .thinkingBudget(1024)
                    .build());
        }
        return config.build();
    }

    @Override
    Said ask(Caller caller, Ask ask) {
        return said(List.of(client(caller).models.generateContent(ask.model(), question(ask), config(ask))));
    }

    @Override
    Said stream(Caller caller, Ask ask) {
        final List<GenerateContentResponse> chunks = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream =
                client(caller).models.generateContentStream(ask.model(), question(ask), config(ask))) {
            stream.forEach(chunks::add);
        }
        return said(chunks);
    }

    private static Said said(List<GenerateContentResponse> chunks) {
        final StringBuilder text = new StringBuilder();
        final StringBuilder reasoning = new StringBuilder();
        final List<Said.Call> calls = new ArrayList<>();
        final List<Part> parts = new ArrayList<>();
        String finish = "";
        for (final GenerateContentResponse chunk : chunks) {
            final var candidate = chunk.candidates().orElseThrow().getFirst();
            candidate.content().flatMap(Content::parts).ifPresent(parts::addAll);
            finish = candidate.finishReason().map(Object::toString).orElse(finish);
        }
        for (final Part part : parts) {
            (part.thought().orElse(false) ? reasoning : text).append(part.text().orElse(""));
            part.functionCall().ifPresent(call -> calls.add(call(call)));
        }
        final GenerateContentResponseUsageMetadata usage =
                chunks.getLast().usageMetadata().orElseThrow();
        return new Said(
                text.toString(),
                reasoning.toString(),
                calls,
                finish,
                usage.promptTokenCount().orElse(0),
                usage.cachedContentTokenCount().orElse(0),
                usage.candidatesTokenCount().orElse(0)
                        + usage.thoughtsTokenCount().orElse(0),
                Content.builder().role("model").parts(parts).build());
    }

    private static Said.Call call(FunctionCall call) {
        return new Said.Call(call.id().orElse(""), call.name().orElse(""), json((Object)
                call.args().orElse(Map.of())));
    }

    @Override
    Said answerCalls(Caller caller, Ask ask, Said said, List<String> results) {
        final List<Part> parts = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            final Said.Call call = said.calls().get(i);
            parts.add(Part.builder()
                    .functionResponse(FunctionResponse.builder()
                            .id(call.id())
                            .name(call.name())
                            .response(Map.of("output", results.get(i)))
                            .build())
                    .build());
        }
        final Content answer = Content.builder().role("user").parts(parts).build();
        final List<Content> contents = List.of(question(ask), (Content) said.whole(), answer);
        return said(List.of(client(caller).models.generateContent(ask.model(), contents, config(ask))));
    }

    @Override
    void readSome(Caller caller, Ask ask) {
        try (ResponseStream<GenerateContentResponse> stream =
                client(caller).models.generateContentStream(ask.model(), question(ask), config(ask))) {
            final Iterator<GenerateContentResponse> chunks = stream.iterator();
            for (int i = 0; i < 3; i++) {
                chunks.next();
            }
        }
    }

    @Override
    String finishOfCalls() {
        return "STOP";
    }

    @Override
    String finishOfLength() {
        return "MAX_TOKENS";
    }

    @Override
    Class<? extends Throwable> errorOf(Trouble trouble) {
        return trouble.status < 500 ? ClientException.class : ServerException.class;
    }

    @Override
    int statusOf(Throwable error) {
        return ((ApiException) error).code();
    }
}

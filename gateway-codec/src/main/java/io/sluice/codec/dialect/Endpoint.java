package io.sluice.codec.dialect;

import io.sluice.codec.http.Method;
import org.jspecify.annotations.Nullable;

/**
 * Everything the data plane answers to: one constant a row of the contract's table of surfaces. Value. Paths that hold a name
 * ({@code {id}}, {@code {model}}) are told apart by {@link EndpointMatcher}.
 */
public enum Endpoint {
    CHAT_COMPLETIONS(
            Dialect.OPENAI,
            "chat/completions",
            Method.POST,
            "/v1/chat/completions",
            ModelPlace.BODY,
            Streaming.BY_FIELD),
    COMPLETIONS(Dialect.OPENAI, "completions", Method.POST, "/v1/completions", ModelPlace.BODY, Streaming.BY_FIELD),
    EMBEDDINGS(Dialect.OPENAI, "embeddings", Method.POST, "/v1/embeddings", ModelPlace.BODY, Streaming.NEVER),
    MODERATIONS(Dialect.OPENAI, "moderations", Method.POST, "/v1/moderations", ModelPlace.BODY, Streaming.NEVER),
    RERANK(Dialect.OPENAI, "rerank", Method.POST, "/v1/rerank", ModelPlace.BODY, Streaming.NEVER),
    IMAGE_GENERATIONS(
            Dialect.OPENAI,
            "images/generations",
            Method.POST,
            "/v1/images/generations",
            ModelPlace.BODY,
            Streaming.BY_FIELD),
    AUDIO_SPEECH(Dialect.OPENAI, "audio/speech", Method.POST, "/v1/audio/speech", ModelPlace.BODY, Streaming.NEVER),
    AUDIO_TRANSCRIPTIONS(
            Dialect.OPENAI,
            "audio/transcriptions",
            Method.POST,
            "/v1/audio/transcriptions",
            ModelPlace.FORM,
            Streaming.BY_FIELD),
    OPENAI_MODELS(Dialect.OPENAI, "models", Method.GET, "/v1/models", ModelPlace.NONE, Streaming.NEVER),
    OPENAI_MODEL(Dialect.OPENAI, "models", Method.GET, "/v1/models/{model}", ModelPlace.NONE, Streaming.NEVER),

    RESPONSES(Dialect.OPENAI_RESPONSES, "responses", Method.POST, "/v1/responses", ModelPlace.BODY, Streaming.BY_FIELD),
    RESPONSE_INPUT_TOKENS(
            Dialect.OPENAI_RESPONSES,
            "responses/input_tokens",
            Method.POST,
            "/v1/responses/input_tokens",
            ModelPlace.BODY,
            Streaming.NEVER),
    RESPONSE_GET(
            Dialect.OPENAI_RESPONSES, "responses", Method.GET, "/v1/responses/{id}", ModelPlace.PIN, Streaming.NEVER),
    RESPONSE_DELETE(
            Dialect.OPENAI_RESPONSES,
            "responses",
            Method.DELETE,
            "/v1/responses/{id}",
            ModelPlace.PIN,
            Streaming.NEVER),
    RESPONSE_CANCEL(
            Dialect.OPENAI_RESPONSES,
            "responses",
            Method.POST,
            "/v1/responses/{id}/cancel",
            ModelPlace.PIN,
            Streaming.NEVER),
    RESPONSE_INPUT_ITEMS(
            Dialect.OPENAI_RESPONSES,
            "responses",
            Method.GET,
            "/v1/responses/{id}/input_items",
            ModelPlace.PIN,
            Streaming.NEVER),

    MESSAGES(Dialect.ANTHROPIC, "messages", Method.POST, "/v1/messages", ModelPlace.BODY, Streaming.BY_FIELD),
    COUNT_MESSAGE_TOKENS(
            Dialect.ANTHROPIC,
            "messages/count_tokens",
            Method.POST,
            "/v1/messages/count_tokens",
            ModelPlace.BODY,
            Streaming.NEVER),
    ANTHROPIC_MODELS(Dialect.ANTHROPIC, "models", Method.GET, "/v1/models", ModelPlace.NONE, Streaming.NEVER),
    ANTHROPIC_MODEL(Dialect.ANTHROPIC, "models", Method.GET, "/v1/models/{model}", ModelPlace.NONE, Streaming.NEVER),

    GENERATE_CONTENT(
            Dialect.GEMINI,
            "generateContent",
            Method.POST,
            "/v1beta/models/{model}:generateContent",
            ModelPlace.PATH,
            Streaming.NEVER),
    STREAM_GENERATE_CONTENT(
            Dialect.GEMINI,
            "streamGenerateContent",
            Method.POST,
            "/v1beta/models/{model}:streamGenerateContent",
            ModelPlace.PATH,
            Streaming.ALWAYS),
    COUNT_TOKENS(
            Dialect.GEMINI,
            "countTokens",
            Method.POST,
            "/v1beta/models/{model}:countTokens",
            ModelPlace.PATH,
            Streaming.NEVER),
    EMBED_CONTENT(
            Dialect.GEMINI,
            "embedContent",
            Method.POST,
            "/v1beta/models/{model}:embedContent",
            ModelPlace.PATH,
            Streaming.NEVER),
    /** What the vendor's own clients call for an embedding, also of a single text. */
    BATCH_EMBED_CONTENTS(
            Dialect.GEMINI,
            "batchEmbedContents",
            Method.POST,
            "/v1beta/models/{model}:batchEmbedContents",
            ModelPlace.PATH,
            Streaming.NEVER),
    GEMINI_MODELS(Dialect.GEMINI, "models", Method.GET, "/v1beta/models", ModelPlace.NONE, Streaming.NEVER),
    GEMINI_MODEL(Dialect.GEMINI, "models", Method.GET, "/v1beta/models/{model}", ModelPlace.NONE, Streaming.NEVER),

    HEALTH(Dialect.OPENAI, "healthz", Method.GET, "/healthz", ModelPlace.NONE, Streaming.NEVER),
    READINESS(Dialect.OPENAI, "readyz", Method.GET, "/readyz", ModelPlace.NONE, Streaming.NEVER);

    private final Dialect dialect;
    private final String configName;
    private final Method method;
    private final String path;
    private final ModelPlace modelPlace;
    private final Streaming streaming;

    Endpoint(
            Dialect dialect,
            String configName,
            Method method,
            String path,
            ModelPlace modelPlace,
            Streaming streaming) {
        this.dialect = dialect;
        this.configName = configName;
        this.method = method;
        this.path = path;
        this.modelPlace = modelPlace;
        this.streaming = streaming;
    }

    /** The dialect spoken on it, in both directions. */
    public Dialect dialect() {
        return dialect;
    }

    /** The dialect its errors are told in: Responses shares OpenAI's. */
    public Dialect surface() {
        return dialect == Dialect.OPENAI_RESPONSES ? Dialect.OPENAI : dialect;
    }

    /** What {@code keys.endpoints} and the billing record call it. */
    public String configName() {
        return configName;
    }

    public Method method() {
        return method;
    }

    /** The path, with a placeholder where it holds a name. */
    public String path() {
        return path;
    }

    public BodyKind bodyKind() {
        return switch (modelPlace) {
            case FORM -> BodyKind.MULTIPART;
            case PIN, NONE -> BodyKind.NONE;
            case BODY, PATH -> BodyKind.JSON;
        };
    }

    public ModelPlace modelPlace() {
        return modelPlace;
    }

    public Streaming streaming() {
        return streaming;
    }

    /** True for what the gateway answers from its own tables, without an upstream and without a billing record. */
    public boolean isLocal() {
        return modelPlace == ModelPlace.NONE;
    }

    /** True for the health checks, which need no key. */
    public boolean isHealth() {
        return this == HEALTH || this == READINESS;
    }

    /** True where {@code stream_options.include_usage} makes the upstream tell the usage of a stream. */
    public boolean takesIncludeUsage() {
        return this == CHAT_COMPLETIONS || this == COMPLETIONS;
    }

    /** True when a channel of that dialect answers this endpoint without translation. */
    public boolean isServedBy(Dialect channel) {
        return channel == dialect || (dialect == Dialect.OPENAI_RESPONSES && channel == Dialect.OPENAI);
    }

    /** What it is for, across the dialects: endpoints of one purpose can be translated into each other. */
    public Purpose purpose() {
        return switch (this) {
            case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES, MESSAGES, GENERATE_CONTENT, STREAM_GENERATE_CONTENT ->
                Purpose.GENERATE;
            case COUNT_MESSAGE_TOKENS, COUNT_TOKENS, RESPONSE_INPUT_TOKENS -> Purpose.COUNT;
            case EMBEDDINGS, EMBED_CONTENT, BATCH_EMBED_CONTENTS -> Purpose.EMBED;
            default -> Purpose.OTHER;
        };
    }

    /**
     * The endpoint of another dialect that a request for this one can be translated for.
     *
     * @param stream whether a stream is asked for
     * @return null where that dialect has none, or no translation is known
     */
    public @Nullable Endpoint in(Dialect upstream, boolean stream) {
        return switch (purpose()) {
            case GENERATE ->
                switch (upstream) {
                    case OPENAI -> CHAT_COMPLETIONS;
                    case OPENAI_RESPONSES -> RESPONSES;
                    case ANTHROPIC -> MESSAGES;
                    case GEMINI -> stream ? STREAM_GENERATE_CONTENT : GENERATE_CONTENT;
                    case BEDROCK, COHERE -> null;
                };
            case COUNT ->
                switch (upstream) {
                    case OPENAI_RESPONSES -> RESPONSE_INPUT_TOKENS;
                    case ANTHROPIC -> COUNT_MESSAGE_TOKENS;
                    case GEMINI -> COUNT_TOKENS;
                    case OPENAI, BEDROCK, COHERE -> null;
                };
            case EMBED ->
                switch (upstream) {
                    case OPENAI -> EMBEDDINGS;
                    case GEMINI -> BATCH_EMBED_CONTENTS;
                    case OPENAI_RESPONSES, ANTHROPIC, BEDROCK, COHERE -> null;
                };
            case OTHER -> null;
        };
    }

    /** What an endpoint is for. */
    public enum Purpose {
        GENERATE,
        COUNT,
        EMBED,
        OTHER
    }

    /**
     * How many bytes of the path a channel's base URL already holds: base URLs of the OpenAI dialect end in {@code /v1},
     * the others' at the host.
     */
    public int basePathLength() {
        return surface() == Dialect.OPENAI && !isHealth() ? "/v1".length() : 0;
    }
}

package io.sluice.codec.dialect;

/** Makes the inspectors that fit an endpoint. They are reusable, so a connection keeps those it has needed. */
public final class Inspectors {
    private Inspectors() {}

    /** For an answer that is an event stream, or a Gemini stream in array form (fed by {@link JsonArrayScanner}). */
    public static StreamInspector stream(Endpoint endpoint) {
        return switch (endpoint.dialect()) {
            case ANTHROPIC -> new AnthropicEvents();
            case GEMINI -> new GeminiEvents();
            case OPENAI, OPENAI_RESPONSES, BEDROCK, COHERE ->
                endpoint.takesIncludeUsage() ? new OpenAiEvents() : new OpenAiTypedEvents();
        };
    }

    /**
     * For an unary answer.
     *
     * @param json whether the answer says it's JSON; where an endpoint answers with nothing else, this isn't asked
     */
    public static BodyInspector body(Endpoint endpoint, boolean json) {
        final boolean mayBeOpaque = endpoint == Endpoint.AUDIO_SPEECH || endpoint == Endpoint.AUDIO_TRANSCRIPTIONS;
        return mayBeOpaque && !json ? new OpaqueBody() : body(endpoint);
    }

    /** For an unary answer in JSON. */
    public static BodyInspector body(Endpoint endpoint) {
        final boolean words = hasWords(endpoint);
        return switch (endpoint.dialect()) {
            case ANTHROPIC -> new AnthropicBody(words);
            case GEMINI -> new GeminiBody(words);
            case OPENAI, OPENAI_RESPONSES, BEDROCK, COHERE ->
                new OpenAiBody(words, endpoint.modelPlace() == ModelPlace.PIN);
        };
    }

    /** The answer holds words of a model: vectors, images and lists have no output to estimate. */
    private static boolean hasWords(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS,
                    COMPLETIONS,
                    RESPONSES,
                    MESSAGES,
                    GENERATE_CONTENT,
                    STREAM_GENERATE_CONTENT,
                    AUDIO_TRANSCRIPTIONS -> true;
            default -> false;
        };
    }
}

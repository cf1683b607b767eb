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
}

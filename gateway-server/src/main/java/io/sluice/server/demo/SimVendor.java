package io.sluice.server.demo;

/** Whose manners a simulated vendor has. */
public enum SimVendor {
    /** Chat, completions, embeddings, responses, moderations, rerank, images, audio, models. */
    OPENAI("/v1"),
    /** Messages, count_tokens, models. */
    ANTHROPIC(""),
    /** generateContent, streamGenerateContent, countTokens, embedContent, batchEmbedContents, models. */
    GEMINI("");

    private final String basePath;

    SimVendor(String basePath) {
        this.basePath = basePath;
    }

    /** What a channel's base URL holds behind host and port. */
    String basePath() {
        return basePath;
    }
}

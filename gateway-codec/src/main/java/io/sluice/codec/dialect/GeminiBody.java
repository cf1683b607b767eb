package io.sluice.codec.dialect;

import io.sluice.codec.json.FieldPaths;

/** An unary answer of Gemini. */
final class GeminiBody extends JsonBody {
    private static final FieldPaths PATHS = FieldPaths.of(
            "error",
            "usageMetadata",
            "usageMetadata.promptTokenCount",
            "usageMetadata.candidatesTokenCount",
            "usageMetadata.thoughtsTokenCount",
            "usageMetadata.cachedContentTokenCount",
            "usageMetadata.toolUsePromptTokenCount",
            "candidates",
            "promptFeedback",
            "totalTokens",
            "embedding",
            "embeddings");
    private static final int ERROR = PATHS.indexOf("error");
    private static final int USAGE = PATHS.indexOf("usageMetadata");
    private static final int PROMPT = PATHS.indexOf("usageMetadata.promptTokenCount");
    private static final int CANDIDATES = PATHS.indexOf("usageMetadata.candidatesTokenCount");
    private static final int THOUGHTS = PATHS.indexOf("usageMetadata.thoughtsTokenCount");
    private static final int CACHED = PATHS.indexOf("usageMetadata.cachedContentTokenCount");
    private static final int TOOL_USE = PATHS.indexOf("usageMetadata.toolUsePromptTokenCount");

    private static final long ANSWER =
            PATHS.setOf("candidates", "promptFeedback", "usageMetadata", "totalTokens", "embedding", "embeddings");

    GeminiBody(boolean hasWords) {
        super(PATHS, ANSWER, hasWords);
    }

    @Override
    public boolean isError() {
        return isSomething(ERROR);
    }

    @Override
    void usage(Usage usage) {
        usage.reasoningIsBesideOutput();
        usage.input(count(PROMPT));
        usage.output(count(CANDIDATES));
        usage.reasoning(count(THOUGHTS));
        usage.cacheRead(count(CACHED));
        usage.toolInput(count(TOOL_USE));
        // Counts of zero are left out; but where words were seen, an absent count is one that wasn't told.
        final boolean none = scanner().found(USAGE) && isIntact() && isWordless();
        if (hasCount(CANDIDATES) || hasCount(THOUGHTS) || none) {
            usage.outputIsFinal();
        }
    }
}

package io.sluice.codec.dialect;

import io.sluice.codec.json.FieldPaths;

/** An unary answer of Anthropic: a message, or a count of tokens, which is no usage. */
final class AnthropicBody extends JsonBody {
    private static final FieldPaths PATHS = FieldPaths.of(
            "error",
            "usage.input_tokens",
            "usage.output_tokens",
            "usage.cache_read_input_tokens",
            "usage.cache_creation_input_tokens",
            "usage.output_tokens_details.thinking_tokens",
            "content",
            "input_tokens",
            "data");
    private static final int ERROR = PATHS.indexOf("error");
    private static final int INPUT = PATHS.indexOf("usage.input_tokens");
    private static final int OUTPUT = PATHS.indexOf("usage.output_tokens");
    private static final int CACHE_READ = PATHS.indexOf("usage.cache_read_input_tokens");
    private static final int CACHE_WRITE = PATHS.indexOf("usage.cache_creation_input_tokens");
    private static final int THINKING = PATHS.indexOf("usage.output_tokens_details.thinking_tokens");

    private static final long ANSWER = PATHS.setOf("content", "input_tokens", "data");

    AnthropicBody(boolean hasWords) {
        super(PATHS, ANSWER, hasWords);
    }

    @Override
    public boolean isError() {
        return isSomething(ERROR);
    }

    @Override
    void usage(Usage usage) {
        usage.cacheIsBesideInput();
        usage.input(count(INPUT));
        usage.output(count(OUTPUT));
        usage.cacheRead(count(CACHE_READ));
        usage.cacheWrite(count(CACHE_WRITE));
        usage.reasoning(count(THINKING));
        if (hasCount(OUTPUT)) {
            usage.outputIsFinal();
        }
    }
}

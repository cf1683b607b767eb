package io.sluice.codec.dialect;

import io.sluice.codec.json.FieldPaths;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An unary answer of any endpoint of the OpenAI surface, Responses included. */
final class OpenAiBody extends JsonBody {
    private static final FieldPaths PATHS = FieldPaths.of(
            "error",
            "object",
            "id",
            "usage.prompt_tokens",
            "usage.input_tokens",
            "usage.completion_tokens",
            "usage.output_tokens",
            "usage.total_tokens",
            "usage.prompt_tokens_details.cached_tokens",
            "usage.input_tokens_details.cached_tokens",
            "usage.cached_tokens",
            "usage.prompt_cache_hit_tokens",
            "usage.prompt_tokens_details.cache_write_tokens",
            "usage.input_tokens_details.cache_write_tokens",
            "usage.completion_tokens_details.reasoning_tokens",
            "usage.output_tokens_details.reasoning_tokens",
            "choices",
            "data",
            "output",
            "results",
            "text",
            "usage",
            "deleted",
            "input_tokens");
    private static final int ERROR = PATHS.indexOf("error");
    private static final int OBJECT = PATHS.indexOf("object");
    private static final int ID = PATHS.indexOf("id");
    private static final int[] INPUT = indexes("usage.prompt_tokens", "usage.input_tokens");
    private static final int[] OUTPUT = indexes("usage.completion_tokens", "usage.output_tokens");
    private static final int[] TOTAL = indexes("usage.total_tokens");
    private static final int[] CACHE_READ = indexes(
            "usage.prompt_cache_hit_tokens",
            "usage.cached_tokens",
            "usage.prompt_tokens_details.cached_tokens",
            "usage.input_tokens_details.cached_tokens");
    private static final int[] CACHE_WRITE =
            indexes("usage.prompt_tokens_details.cache_write_tokens", "usage.input_tokens_details.cache_write_tokens");
    private static final int[] REASONING =
            indexes("usage.completion_tokens_details.reasoning_tokens", "usage.output_tokens_details.reasoning_tokens");

    private static final long ANSWER =
            PATHS.setOf("choices", "data", "output", "results", "text", "usage", "deleted", "input_tokens");

    private final boolean stored;
    private final byte[] word = new byte[256];

    /** @param stored the body is a stored answer, whose error is part of it */
    OpenAiBody(boolean hasWords, boolean stored) {
        super(PATHS, ANSWER, hasWords);
        this.stored = stored;
    }

    private static int[] indexes(String... paths) {
        final int[] indexes = new int[paths.length];
        for (int i = 0; i < paths.length; i++) {
            indexes[i] = PATHS.indexOf(paths[i]);
        }
        return indexes;
    }

    @Override
    public boolean isError() {
        return !stored && (isSomething(ERROR) || isErrorObject());
    }

    private boolean isErrorObject() {
        final int length = scanner().copyText(OBJECT, word);
        return length > 0 && Arrays.equals(word, 0, length, Names.ERROR, 0, Names.ERROR.length);
    }

    @Override
    public @Nullable String answerId() {
        final int length = scanner().copyText(ID, word);
        return length <= 0 ? null : new String(word, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    void usage(Usage usage) {
        final long input = last(INPUT);
        final long output = last(OUTPUT);
        final long total = last(TOTAL);
        usage.input(input);
        usage.output(output);
        usage.total(total);
        usage.cacheRead(last(CACHE_READ));
        usage.cacheWrite(last(CACHE_WRITE));
        usage.reasoning(last(REASONING));
        if (input >= 0 || output >= 0 || total >= 0) {
            usage.outputIsFinal();
        }
    }

    private long last(int[] paths) {
        long told = Usage.UNTOLD;
        for (int path : paths) {
            told = hasCount(path) ? count(path) : told;
        }
        return told;
    }
}

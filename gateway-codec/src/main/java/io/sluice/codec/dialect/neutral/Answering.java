package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What the answer is to be like.
 *
 * @param maxTokens as the client wrote it, or null
 * @param choices how many answers; 1 unless the client asks for more
 * @param verbosity {@code low}, {@code medium}, {@code high} or null
 * @param logprobs whether the probabilities of tokens are asked for
 * @param topLogprobs how many alternatives, as written, or null
 */
public record Answering(
        @Nullable JsonValue maxTokens,
        int choices,
        Format format,
        @Nullable JsonString verbosity,
        boolean logprobs,
        @Nullable JsonValue topLogprobs) {
    public static final Answering DEFAULT = new Answering(null, 1, new Format.Plain(), null, false, null);
}

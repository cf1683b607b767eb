package io.sluice.codec.dialect.neutral;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.json.JsonValue;
import java.util.List;

/**
 * Vectors. Immutable; its values are views over the body it was read from, which must outlive it.
 *
 * @param vectors in the order of the inputs, each an array of numbers as the upstream wrote it
 * @param usage what the upstream told of the input, maybe nothing
 */
public record EmbeddingResponse(List<JsonValue> vectors, Usage usage) {
    public EmbeddingResponse {
        vectors = List.copyOf(vectors);
    }
}

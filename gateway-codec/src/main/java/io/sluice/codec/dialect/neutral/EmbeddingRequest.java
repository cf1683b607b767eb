package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts a client wants as vectors. Immutable; its strings and values are views over the body it was read from, which must outlive it.
 *
 * @param model as the client calls it
 * @param inputs at least one; each becomes one vector, in order
 * @param dimensions how long the vectors are to be, as written, or null
 * @param base64 whether the client wants each vector as base64 of its little-endian float32 numbers
 */
public record EmbeddingRequest(
        JsonString model, List<JsonString> inputs, @Nullable JsonValue dimensions, boolean base64, List<Extra> extras) {
    public EmbeddingRequest {
        inputs = List.copyOf(inputs);
        extras = List.copyOf(extras);
    }
}

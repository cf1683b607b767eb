package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How tokens are drawn; numbers as the client wrote them, null where it didn't. */
public record Sampling(
        @Nullable JsonValue temperature,
        @Nullable JsonValue topP,
        @Nullable JsonValue topK,
        @Nullable JsonValue presencePenalty,
        @Nullable JsonValue frequencyPenalty,
        @Nullable JsonValue seed,
        @Nullable JsonValue logitBias,
        List<JsonString> stop) {
    public static final Sampling DEFAULT = new Sampling(null, null, null, null, null, null, null, List.of());
}

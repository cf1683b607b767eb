package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** What form the answer's text must have. */
public sealed interface Format {
    record Plain() implements Format {}

    /** Some JSON object. */
    record Json() implements Format {}

    /** JSON of that JSON Schema, raw. */
    record Schema(
            @Nullable JsonString name,
            @Nullable JsonString description,
            JsonValue schema,
            @Nullable Boolean strict) implements Format {}
}

package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A function the model may call.
 *
 * @param schema of its arguments as JSON Schema, raw; null when it takes none
 * @param strict null when the client didn't say
 */
public record Tool(
        JsonString name,
        @Nullable JsonString description,
        @Nullable JsonValue schema,
        @Nullable Boolean strict,
        @Nullable CacheMark cache) {}

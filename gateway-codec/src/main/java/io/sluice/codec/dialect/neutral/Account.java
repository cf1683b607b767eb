package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf and how the request is served.
 *
 * @param endUser the client's name for its own user, or null
 * @param metadata the client's own pairs as an object, raw, or null
 */
public record Account(
        @Nullable JsonString endUser,
        @Nullable Tier tier,
        @Nullable JsonValue metadata) {
    public static final Account UNSAID = new Account(null, null, null);
}

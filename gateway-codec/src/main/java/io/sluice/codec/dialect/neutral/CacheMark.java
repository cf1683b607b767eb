package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * The client marks the prompt up to here as worth caching.
 *
 * @param ttl how long, in the vendor's words such as {@code 5m}, or null
 */
public record CacheMark(@Nullable JsonString ttl) {}

package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the instructions.
 *
 * @param beforeTurn how many turns stood before it: 0 for what leads the conversation
 */
public record SystemText(JsonString text, @Nullable CacheMark cache, int beforeTurn) {}

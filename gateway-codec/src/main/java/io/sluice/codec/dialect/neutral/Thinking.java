package io.sluice.codec.dialect.neutral;

import org.jspecify.annotations.Nullable;

/**
 * How the model is to think.
 *
 * @param effort null when the client didn't say
 * @param show whether the client wants to see the reasoning; null when it didn't say
 */
public record Thinking(@Nullable Effort effort, @Nullable Boolean show) {
    public static final Thinking UNSAID = new Thinking(null, null);
}

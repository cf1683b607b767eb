package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import java.util.List;

/** Which tools the model may or must call. */
public sealed interface ToolChoice {
    record Auto() implements ToolChoice {}

    record None() implements ToolChoice {}

    /** At least one, whichever. */
    record Any() implements ToolChoice {}

    record Named(JsonString name) implements ToolChoice {}

    /** @param mustCall whether one of them has to be called */
    record Allowed(boolean mustCall, List<JsonString> names) implements ToolChoice {}
}

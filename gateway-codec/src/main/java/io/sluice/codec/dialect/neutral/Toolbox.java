package io.sluice.codec.dialect.neutral;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param parallel whether several calls in one turn are welcome; null when the client didn't say */
public record Toolbox(
        List<Tool> tools,
        @Nullable ToolChoice choice,
        @Nullable Boolean parallel) {
    public static final Toolbox NONE = new Toolbox(List.of(), null, null);
}

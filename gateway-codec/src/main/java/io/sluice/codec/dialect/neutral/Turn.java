package io.sluice.codec.dialect.neutral;

import java.util.List;

/** What one side said. Readers have merged adjacent turns of one role, put results first and dropped what is empty ({@link Turns}). */
public record Turn(Role role, List<Part> parts) {
    public enum Role {
        USER,
        ASSISTANT
    }
}

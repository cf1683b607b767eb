package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How much the model is to think, in rising order. The bounds and budgets are those of the translation's table of reasoning. */
public enum Effort {
    NONE,
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH,
    MAX;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As the dialects spell it. */
    public String word() {
        return word;
    }

    /** The effort of that name, or null. */
    public static @Nullable Effort of(JsonString word) {
        for (final Effort effort : values()) {
            if (word.is(effort.word)) {
                return effort;
            }
        }
        return null;
    }

    /** What a budget of so many tokens amounts to. */
    public static Effort ofBudget(double tokens) {
        if (tokens <= 0) {
            return NONE;
        }
        return tokens <= 2_048
                ? LOW
                : tokens <= 8_192 ? MEDIUM : tokens <= 16_384 ? HIGH : tokens <= 24_576 ? XHIGH : MAX;
    }

    /** The nearest of what is allowed, the lower of two that are equally near; itself when nothing is said. */
    public Effort nearest(Set<Effort> allowed) {
        if (allowed.isEmpty() || allowed.contains(this)) {
            return this;
        }
        Effort best = this;
        int distance = Integer.MAX_VALUE;
        for (final Effort candidate : values()) {
            final int away = Math.abs(candidate.ordinal() - ordinal());
            if (allowed.contains(candidate) && away < distance) {
                best = candidate;
                distance = away;
            }
        }
        return best;
    }
}

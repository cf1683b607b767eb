package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/** Reads how a request wants the model to think: by an effort, by a budget, or not at all. */
final class ThinkingReader {
    private static final NameTable THINKING = NameTable.of("type", "budget_tokens", "display");
    private static final long MAX_LOW = 2048;
    private static final long MAX_MEDIUM = 8192;
    private static final long MAX_HIGH = 16384;
    private static final long MAX_XHIGH = 24576;

    private @Nullable Effort told;
    private @Nullable Effort budgeted;
    private @Nullable Boolean show;
    private boolean disabled;

    void begin() {
        told = null;
        budgeted = null;
        show = null;
        disabled = false;
    }

    /** What was read: no thinking goes before an effort, an effort before a budget. */
    Thinking read() {
        final Effort effort = disabled ? Effort.NONE : told != null ? told : budgeted;
        return effort == null && show == null ? Thinking.UNSAID : new Thinking(effort, show);
    }

    /** Reads {@code output_config.effort}. */
    void effort(JsonCursor cursor) throws UnsupportedException {
        final JsonString word = Members.string(cursor);
        if (!word.isEmpty()) {
            told = Effort.of(word);
            if (told == null) {
                throw Members.wrongType("output_config.effort", "low, medium, high, xhigh or max");
            }
        }
    }

    /** Reads the member {@code thinking}. */
    void thinking(JsonCursor cursor) throws UnsupportedException {
        if (!Members.enterObject(cursor, "thinking")) {
            return;
        }
        JsonString type = JsonString.EMPTY;
        long budget = 0;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(THINKING)) {
                case 0 -> type = Members.string(cursor);
                case 1 -> {
                    cursor.next();
                    budget = cursor.longValue();
                    cursor.skip();
                }
                case 2 -> display(Members.string(cursor));
                default -> cursor.skip();
            }
        }
        switch (type.text()) {
            case "disabled" -> disabled = true;
            case "enabled" -> budgeted = ofBudget(budget);
            case "adaptive", "between_tools" -> {}
            default -> throw Members.wrongType("thinking.type", "adaptive, enabled, disabled or between_tools");
        }
    }

    private void display(JsonString word) {
        if (word.is("summarized")) {
            show = true;
        } else if (word.is("omitted")) {
            show = false;
        }
    }

    private static Effort ofBudget(long tokens) {
        if (tokens <= MAX_LOW) {
            return Effort.LOW;
        }
        if (tokens <= MAX_MEDIUM) {
            return Effort.MEDIUM;
        }
        if (tokens <= MAX_HIGH) {
            return Effort.HIGH;
        }
        return tokens <= MAX_XHIGH ? Effort.XHIGH : Effort.MAX;
    }
}

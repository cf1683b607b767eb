package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import io.sluice.codec.json.UsualEvent;
import org.jspecify.annotations.Nullable;

/** What one chunk adds to one choice, or the message of a whole answer; its members come in any order. A flyweight: what it holds are views over the chunk. */
final class Delta {
    private static final NameTable DELTA = NameTable.of(
            "content",
            "refusal",
            "reasoning_content",
            "reasoning",
            "reasoning_details",
            "tool_calls",
            "function_call",
            "annotations",
            "audio");

    final CallPiece piece = new CallPiece();
    /** Told where the content is. */
    final UsualEvent usual = new UsualEvent();

    JsonString content = JsonString.EMPTY;
    JsonString refusal = JsonString.EMPTY;

    @Nullable
    JsonValue details;

    @Nullable
    JsonValue calls;

    @Nullable
    JsonValue functionCall;

    /** Citations, or sound: what has no place in another dialect. */
    @Nullable
    JsonValue annotations;

    @Nullable
    JsonValue audio;

    private JsonString reasoningContent = JsonString.EMPTY;
    private JsonString reasoning = JsonString.EMPTY;

    void clear() {
        content = JsonString.EMPTY;
        refusal = JsonString.EMPTY;
        reasoningContent = JsonString.EMPTY;
        reasoning = JsonString.EMPTY;
        details = null;
        calls = null;
        functionCall = null;
        annotations = null;
        audio = null;
    }

    /** Reads the value behind the name just read. */
    void read(JsonCursor cursor) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(DELTA)) {
                case 0 -> {
                    content = Members.string(cursor);
                    if (!content.isEmpty()) {
                        usual.markText(cursor);
                    }
                }
                case 1 -> refusal = Members.string(cursor);
                case 2 -> reasoningContent = Members.string(cursor);
                case 3 -> reasoning = Members.string(cursor);
                case 4 -> details = Members.something(cursor);
                case 5 -> calls = Members.something(cursor);
                case 6 -> functionCall = Members.something(cursor);
                case 7 -> annotations = Members.something(cursor);
                case 8 -> audio = Members.something(cursor);
                default -> cursor.skip();
            }
        }
    }

    /** Some servers tell it under both names. */
    JsonString reasoning() {
        return reasoningContent.isEmpty() ? reasoning : reasoningContent;
    }

    /** Reports what is left out of the answer. */
    void reportLosses(Losses losses) {
        if (annotations != null && !annotations.is("[]")) {
            losses.dropFromAnswer("annotations");
        }
        if (audio != null) {
            losses.dropFromAnswer("audio");
        }
    }

    boolean saysSomething() {
        return !content.isEmpty() || saysMore();
    }

    /** There is something beside the content. */
    boolean saysMore() {
        return !refusal.isEmpty() || !reasoning().isEmpty() || details != null || calls != null || functionCall != null;
    }
}

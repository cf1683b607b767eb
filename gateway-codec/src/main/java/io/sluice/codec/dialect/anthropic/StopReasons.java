package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonWriter;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/** Why an answer ended, in the vendor's words. */
final class StopReasons {
    private static final byte[] STOP_REASON = JsonWriter.name("stop_reason");
    private static final byte[] STOP_SEQUENCE = JsonWriter.name("stop_sequence");
    private static final byte[] STOP_DETAILS = JsonWriter.name("stop_details");
    private static final byte[] END_TURN = Json.ascii("\"end_turn\"");
    private static final byte[] SEQUENCE = Json.ascii("\"stop_sequence\"");
    private static final byte[] MAX_TOKENS = Json.ascii("\"max_tokens\"");
    private static final byte[] TOOL_USE = Json.ascii("\"tool_use\"");
    private static final byte[] REFUSAL = Json.ascii("\"refusal\"");
    private static final byte[] REFUSAL_DETAILS =
            Json.ascii("{\"type\":\"refusal\",\"category\":null,\"explanation\":null}");
    private static final NameTable WORDS =
            NameTable.of("max_tokens", "model_context_window_exceeded", "tool_use", "refusal");

    private StopReasons() {}

    /** Reads the value behind the name just read; null when it isn't told yet. */
    static @Nullable Finish read(JsonCursor cursor) {
        if (cursor.next() != JsonToken.STRING) {
            cursor.skip();
            return null;
        }
        return switch (cursor.textIn(WORDS)) {
            case 0, 1 -> Finish.LENGTH;
            case 2 -> Finish.TOOL_CALLS;
            case 3 -> Finish.CONTENT_FILTER;
            default -> Finish.STOP;
        };
    }

    /** Writes the members that tell the end. */
    static void write(Finish finish, @Nullable JsonString stopSequence, JsonWriter json) {
        json.member(STOP_REASON);
        if (finish == Finish.STOP && stopSequence != null) {
            json.raw(SEQUENCE).member(STOP_SEQUENCE).string(stopSequence);
        } else {
            json.raw(word(finish)).member(STOP_SEQUENCE).nul();
        }
        if (finish == Finish.CONTENT_FILTER) {
            json.member(STOP_DETAILS).raw(REFUSAL_DETAILS);
        }
    }

    /** Writes the members of an answer that has only begun. */
    static void writeOpen(JsonWriter json) {
        json.member(STOP_REASON).nul().member(STOP_SEQUENCE).nul();
    }

    private static byte[] word(Finish finish) {
        return switch (finish) {
            case STOP -> END_TURN;
            case LENGTH -> MAX_TOKENS;
            case TOOL_CALLS -> TOOL_USE;
            case CONTENT_FILTER -> REFUSAL;
        };
    }
}

package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.NameTable;

/** Why the vendor ended a candidate, as far as it makes a difference. */
enum FinishReason {
    /** It didn't end it. */
    NONE,
    STOP,
    LENGTH,
    FILTER,
    /** Something went wrong, or nobody knows what happened. */
    BROKEN;

    private static final NameTable WORDS = NameTable.of(
            "FINISH_REASON_UNSPECIFIED",
            "STOP",
            "MAX_TOKENS",
            "CONTINUATION",
            "SAFETY",
            "RECITATION",
            "LANGUAGE",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION");
    private static final byte[] STOP_WORD = Json.ascii("\"STOP\"");
    private static final byte[] LENGTH_WORD = Json.ascii("\"MAX_TOKENS\"");
    private static final byte[] FILTER_WORD = Json.ascii("\"SAFETY\"");

    /** Reads the value to come. */
    static FinishReason read(JsonCursor cursor) {
        if (cursor.next() != JsonToken.STRING) {
            cursor.skip();
            return NONE;
        }
        return switch (cursor.textIn(WORDS)) {
            case 0 -> NONE;
            case 1 -> STOP;
            case 2, 3 -> LENGTH;
            case -1 -> cursor.valueLength() == 0 ? NONE : BROKEN;
            default -> FILTER;
        };
    }

    /** What a client of another dialect is told. */
    Finish told(boolean called) {
        return switch (this) {
            case LENGTH -> Finish.LENGTH;
            case FILTER -> Finish.CONTENT_FILTER;
            case NONE, STOP, BROKEN -> Finish.STOP.given(called);
        };
    }

    /** The vendor's word, quoted: a stop for a call is a stop here. */
    static byte[] word(Finish finish) {
        return switch (finish) {
            case STOP, TOOL_CALLS -> STOP_WORD;
            case LENGTH -> LENGTH_WORD;
            case CONTENT_FILTER -> FILTER_WORD;
        };
    }
}

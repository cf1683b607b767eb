package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/** Why a candidate ended, in the vendor's words. */
final class FinishReasons {
    private static final String[] LENGTHS = {"MAX_TOKENS", "CONTINUATION"};
    private static final String[] FILTERS = {
        "SAFETY",
        "RECITATION",
        "LANGUAGE",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION"
    };

    private FinishReasons() {}

    /** The finish that a word means; null for a word that tells of a failure, or of nothing known. */
    static @Nullable Finish of(JsonString word) {
        if (word.is("STOP")) {
            return Finish.STOP;
        }
        for (final String length : LENGTHS) {
            if (word.is(length)) {
                return Finish.LENGTH;
            }
        }
        for (final String filter : FILTERS) {
            if (word.is(filter)) {
                return Finish.CONTENT_FILTER;
            }
        }
        return null;
    }

    static String word(Finish finish) {
        return switch (finish) {
            case STOP, TOOL_CALLS -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case CONTENT_FILTER -> "SAFETY";
        };
    }
}

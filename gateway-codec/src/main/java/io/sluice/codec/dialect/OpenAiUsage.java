package io.sluice.codec.dialect;

import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;

/** Reads a {@code usage} object of any endpoint of the OpenAI surface: they differ in names, not in sense. */
final class OpenAiUsage {
    private static final byte[] PROMPT = Names.of("prompt_tokens");
    private static final byte[] INPUT = Names.of("input_tokens");
    private static final byte[] COMPLETION = Names.of("completion_tokens");
    private static final byte[] OUTPUT = Names.of("output_tokens");
    private static final byte[] TOTAL = Names.of("total_tokens");
    private static final byte[] PROMPT_DETAILS = Names.of("prompt_tokens_details");
    private static final byte[] INPUT_DETAILS = Names.of("input_tokens_details");
    private static final byte[] COMPLETION_DETAILS = Names.of("completion_tokens_details");
    private static final byte[] OUTPUT_DETAILS = Names.of("output_tokens_details");
    private static final byte[] CACHED = Names.of("cached_tokens");
    private static final byte[] CACHE_HIT = Names.of("prompt_cache_hit_tokens");
    private static final byte[] CACHE_WRITE = Names.of("cache_write_tokens");
    private static final byte[] REASONING = Names.of("reasoning_tokens");

    private OpenAiUsage() {}

    /** Reads the value behind the name just read; returns whether it was an object. */
    static boolean read(JsonCursor cursor, Usage usage) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return false;
        }
        while (cursor.next() == JsonToken.NAME) {
            member(cursor, usage);
        }
        usage.outputIsFinal();
        return true;
    }

    private static void member(JsonCursor cursor, Usage usage) {
        if (cursor.nameIs(PROMPT) || cursor.nameIs(INPUT)) {
            usage.input(count(cursor));
        } else if (cursor.nameIs(COMPLETION) || cursor.nameIs(OUTPUT)) {
            usage.output(count(cursor));
        } else if (cursor.nameIs(TOTAL)) {
            usage.total(count(cursor));
        } else if (cursor.nameIs(CACHED) || cursor.nameIs(CACHE_HIT)) {
            usage.cacheRead(count(cursor));
        } else if (isDetails(cursor)) {
            details(cursor, usage);
        } else {
            cursor.skip();
        }
    }

    private static boolean isDetails(JsonCursor cursor) {
        return cursor.nameIs(PROMPT_DETAILS)
                || cursor.nameIs(COMPLETION_DETAILS)
                || cursor.nameIs(INPUT_DETAILS)
                || cursor.nameIs(OUTPUT_DETAILS);
    }

    private static void details(JsonCursor cursor, Usage usage) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIs(CACHED)) {
                usage.cacheRead(count(cursor));
            } else if (cursor.nameIs(CACHE_WRITE)) {
                usage.cacheWrite(count(cursor));
            } else if (cursor.nameIs(REASONING)) {
                usage.reasoning(count(cursor));
            } else {
                cursor.skip();
            }
        }
    }

    /** The count behind the name just read; {@link Usage#UNTOLD} when it's no number. */
    static long count(JsonCursor cursor) {
        if (cursor.next() == JsonToken.NUMBER) {
            return cursor.longValue();
        }
        cursor.skip();
        return Usage.UNTOLD;
    }
}

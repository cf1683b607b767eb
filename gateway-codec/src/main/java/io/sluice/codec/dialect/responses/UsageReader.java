package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.NameTable;

/** Reads a {@code usage} object. */
final class UsageReader {
    private static final NameTable NAMES = NameTable.of(
            "input_tokens",
            "output_tokens",
            "total_tokens",
            "input_tokens_details",
            "output_tokens_details",
            "cached_tokens",
            "cache_write_tokens",
            "reasoning_tokens",
            "prompt_cache_hit_tokens");

    private UsageReader() {}

    /** Reads the value behind the name just read; returns whether it was an object. */
    static boolean read(JsonCursor cursor, Usage usage) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return false;
        }
        members(cursor, usage);
        usage.outputIsFinal();
        return true;
    }

    private static void members(JsonCursor cursor, Usage usage) {
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(NAMES)) {
                case 0 -> usage.input(count(cursor));
                case 1 -> usage.output(count(cursor));
                case 2 -> usage.total(count(cursor));
                case 3, 4 -> details(cursor, usage);
                case 5, 8 -> usage.cacheRead(count(cursor));
                case 6 -> usage.cacheWrite(count(cursor));
                case 7 -> usage.reasoning(count(cursor));
                default -> cursor.skip();
            }
        }
    }

    private static void details(JsonCursor cursor, Usage usage) {
        if (cursor.next() == JsonToken.OBJECT) {
            members(cursor, usage);
        } else {
            cursor.skip();
        }
    }

    static long count(JsonCursor cursor) {
        if (cursor.next() == JsonToken.NUMBER) {
            return cursor.longValue();
        }
        cursor.skip();
        return Usage.UNTOLD;
    }
}

package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.TokenEstimator;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonWriter;
import io.sluice.codec.json.NameTable;

/** Token counts as this dialect tells them: prompt tokens include what is cached, completion tokens include reasoning. */
final class UsageReader {
    private static final NameTable USAGE = NameTable.of(
            "prompt_tokens",
            "completion_tokens",
            "prompt_tokens_details",
            "completion_tokens_details",
            "prompt_cache_hit_tokens",
            "cached_tokens");
    private static final NameTable DETAILS = NameTable.of("cached_tokens", "cache_write_tokens", "reasoning_tokens");

    private static final byte[] PROMPT = JsonWriter.name("prompt_tokens");
    private static final byte[] COMPLETION = JsonWriter.name("completion_tokens");
    private static final byte[] TOTAL = JsonWriter.name("total_tokens");
    private static final byte[] PROMPT_DETAILS = JsonWriter.name("prompt_tokens_details");
    private static final byte[] COMPLETION_DETAILS = JsonWriter.name("completion_tokens_details");
    private static final byte[] CACHED = JsonWriter.name("cached_tokens");
    private static final byte[] CACHE_WRITE = JsonWriter.name("cache_write_tokens");
    private static final byte[] REASONING = JsonWriter.name("reasoning_tokens");

    private UsageReader() {}

    /** Reads the value behind the name {@code usage}: what was told before is no longer true. Returns whether it told anything. */
    static boolean read(JsonCursor cursor, Usage usage) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return false;
        }
        usage.reset();
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(USAGE)) {
                case 0 -> usage.input(count(cursor));
                case 1 -> {
                    usage.output(count(cursor));
                    usage.outputIsFinal();
                }
                case 2, 3 -> details(cursor, usage);
                case 4, 5 -> usage.cacheRead(count(cursor));
                default -> cursor.skip();
            }
        }
        return true;
    }

    private static void details(JsonCursor cursor, Usage usage) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(DETAILS)) {
                case 0 -> usage.cacheRead(count(cursor));
                case 1 -> usage.cacheWrite(count(cursor));
                case 2 -> usage.reasoning(count(cursor));
                default -> cursor.skip();
            }
        }
    }

    private static long count(JsonCursor cursor) {
        if (cursor.next() == JsonToken.NUMBER) {
            return cursor.longValue();
        }
        cursor.skip();
        return Usage.UNTOLD;
    }

    /**
     * What the upstream told, or where it told nothing the gateway's estimate, which is reported.
     *
     * @param writtenBytes of the answer, where its tokens have to be estimated
     */
    static Usage known(Usage told, Work work, long writtenBytes) {
        if (told.isKnown()) {
            return told;
        }
        work.losses().estimate("usage");
        final Usage estimated = new Usage();
        estimated.set(
                told.isInputKnown() ? told.inputTotal() : work.estimatedInputTokens(),
                told.cacheRead(),
                told.cacheWrite(),
                TokenEstimator.ofLength(writtenBytes),
                told.reasoning());
        return estimated;
    }

    /** Writes the counts as a member's value. */
    static void write(JsonWriter json, Usage usage) {
        json.object().member(PROMPT).number(usage.inputTotal());
        json.member(COMPLETION).number(usage.outputTotal());
        json.member(TOTAL).number(usage.inputTotal() + usage.outputTotal());
        json.member(PROMPT_DETAILS).object().member(CACHED).number(usage.cacheRead());
        json.member(CACHE_WRITE).number(usage.cacheWrite()).endObject();
        json.member(COMPLETION_DETAILS).object().member(REASONING).number(usage.reasoning());
        json.endObject().endObject();
    }
}

package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonWriter;

/** Token counts as this dialect tells them: candidates leave out thoughts, the prompt leaves out what tools added. */
final class UsageReader {
    private enum Member {
        PROMPT_TOKEN_COUNT,
        CANDIDATES_TOKEN_COUNT,
        THOUGHTS_TOKEN_COUNT,
        CACHED_CONTENT_TOKEN_COUNT,
        TOOL_USE_PROMPT_TOKEN_COUNT
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);

    private static final byte[] PROMPT = JsonWriter.name("promptTokenCount");
    private static final byte[] CACHED = JsonWriter.name("cachedContentTokenCount");
    private static final byte[] CANDIDATES = JsonWriter.name("candidatesTokenCount");
    private static final byte[] THOUGHTS = JsonWriter.name("thoughtsTokenCount");
    private static final byte[] TOTAL = JsonWriter.name("totalTokenCount");

    private UsageReader() {}

    /** Reads the value behind the name {@code usageMetadata}. Returns whether it told the prompt or an output. */
    static boolean read(JsonCursor cursor, Usage usage) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return false;
        }
        boolean told = false;
        boolean output = false;
        usage.reasoningIsBesideOutput();
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member < 0) {
                cursor.skip();
                continue;
            }
            final long count = count(cursor);
            told = true;
            switch (MEMBERS[member]) {
                case PROMPT_TOKEN_COUNT -> usage.input(count);
                case CANDIDATES_TOKEN_COUNT -> {
                    usage.output(count);
                    output = true;
                }
                case THOUGHTS_TOKEN_COUNT -> {
                    usage.reasoning(count);
                    output = true;
                }
                case CACHED_CONTENT_TOKEN_COUNT -> usage.cacheRead(count);
                case TOOL_USE_PROMPT_TOKEN_COUNT -> usage.toolInput(count);
            }
        }
        if (output) {
            usage.outputIsFinal();
        }
        return told;
    }

    private static long count(JsonCursor cursor) {
        if (cursor.next() == JsonToken.NUMBER) {
            return cursor.longValue();
        }
        cursor.skip();
        return Usage.UNTOLD;
    }

    /** Writes the counts as a member's value; what is zero is left out, as proto3 does. */
    static void write(JsonWriter json, Usage usage) {
        json.object().member(PROMPT).number(usage.inputTotal());
        if (usage.cacheRead() > 0) {
            json.member(CACHED).number(usage.cacheRead());
        }
        final long reasoning = Math.min(usage.reasoning(), usage.outputTotal());
        if (usage.outputTotal() > reasoning) {
            json.member(CANDIDATES).number(usage.outputTotal() - reasoning);
        }
        if (reasoning > 0) {
            json.member(THOUGHTS).number(reasoning);
        }
        json.member(TOTAL).number(usage.inputTotal() + usage.outputTotal()).endObject();
    }
}

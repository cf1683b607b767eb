package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonWriter;

/** Token counts as the vendor tells them: its output leaves out thoughts, its input what tools of its own put in. Counts of zero are left out. */
final class UsageWords {
    private enum Member {
        PROMPT_TOKEN_COUNT,
        CACHED_CONTENT_TOKEN_COUNT,
        CANDIDATES_TOKEN_COUNT,
        THOUGHTS_TOKEN_COUNT,
        TOOL_USE_PROMPT_TOKEN_COUNT
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);

    private static final byte[] USAGE = JsonWriter.name("usageMetadata");
    private static final byte[] PROMPT = JsonWriter.name("promptTokenCount");
    private static final byte[] CACHED = JsonWriter.name("cachedContentTokenCount");
    private static final byte[] CANDIDATES = JsonWriter.name("candidatesTokenCount");
    private static final byte[] THOUGHTS = JsonWriter.name("thoughtsTokenCount");
    private static final byte[] TOTAL = JsonWriter.name("totalTokenCount");

    private boolean told;
    private boolean outputTold;

    /** Whether the object read last held a count. */
    boolean isTold() {
        return told;
    }

    /** Whether it held a count of output. */
    boolean isOutputTold() {
        return outputTold;
    }

    /** Reads the value behind the name just read; what it doesn't tell stays as it was. */
    void read(JsonCursor cursor, Usage into) {
        told = false;
        outputTold = false;
        into.reasoningIsBesideOutput();
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member < 0) {
                cursor.skip();
            } else {
                member(MEMBERS[member], count(cursor), into);
            }
        }
    }

    private void member(Member member, long tokens, Usage into) {
        told |= tokens >= 0;
        switch (member) {
            case PROMPT_TOKEN_COUNT -> into.input(tokens);
            case CACHED_CONTENT_TOKEN_COUNT -> into.cacheRead(tokens);
            case TOOL_USE_PROMPT_TOKEN_COUNT -> into.toolInput(tokens);
            case CANDIDATES_TOKEN_COUNT -> {
                into.output(tokens);
                outputTold |= tokens >= 0;
            }
            case THOUGHTS_TOKEN_COUNT -> {
                into.reasoning(tokens);
                outputTold |= tokens >= 0;
            }
        }
    }

    static long count(JsonCursor cursor) {
        final long tokens = cursor.next() == JsonToken.NUMBER ? cursor.longValue() : Usage.UNTOLD;
        cursor.skip();
        return tokens;
    }

    /** Writes the member. */
    static void write(JsonWriter json, long inputTotal, long cacheRead, long outputTotal, long reasoning) {
        final long thoughts = Math.min(reasoning, outputTotal);
        json.member(USAGE).object().member(PROMPT).number(inputTotal);
        positive(json, CACHED, cacheRead);
        positive(json, CANDIDATES, outputTotal - thoughts);
        positive(json, THOUGHTS, thoughts);
        json.member(TOTAL).number(inputTotal + outputTotal).endObject();
    }

    static void write(JsonWriter json, Usage usage) {
        write(json, usage.inputTotal(), usage.cacheRead(), usage.outputTotal(), usage.reasoning());
    }

    private static void positive(JsonWriter json, byte[] name, long tokens) {
        if (tokens > 0) {
            json.member(name).number(tokens);
        }
    }
}

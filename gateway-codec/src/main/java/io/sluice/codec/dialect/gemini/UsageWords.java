package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonWriter;
import io.sluice.codec.json.UsualEvent;
import org.jspecify.annotations.Nullable;

/** Token counts as the vendor tells them: its output leaves out thoughts, its input what tools of its own put in. Counts of zero are left out. */
final class UsageWords {
    private enum Member {
        PROMPT_TOKEN_COUNT,
        CACHED_CONTENT_TOKEN_COUNT,
        CANDIDATES_TOKEN_COUNT,
        THOUGHTS_TOKEN_COUNT,
        TOOL_USE_PROMPT_TOKEN_COUNT,
        TOTAL_TOKEN_COUNT
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);

    private static final byte[] USAGE = JsonWriter.name("usageMetadata");
    private static final byte[] PROMPT = JsonWriter.name("promptTokenCount");
    private static final byte[] CACHED = JsonWriter.name("cachedContentTokenCount");
    private static final byte[] CANDIDATES = JsonWriter.name("candidatesTokenCount");
    private static final byte[] THOUGHTS = JsonWriter.name("thoughtsTokenCount");
    private static final byte[] TOTAL = JsonWriter.name("totalTokenCount");

    private final @Nullable UsualEvent usual;
    private final Member[] marked = new Member[MEMBERS.length];
    private final Member[] learnt = new Member[MEMBERS.length];
    private int markedCounts;
    private int learntCounts;
    private boolean told;
    private boolean outputTold;

    /** @param usual told where the counts are, or null */
    UsageWords(@Nullable UsualEvent usual) {
        this.usual = usual;
    }

    /** Another object begins, which may hold counts or not. */
    void begin() {
        markedCounts = 0;
        told = false;
        outputTold = false;
    }

    /** The counts of the object read last are those of usual events. */
    void learn() {
        learntCounts = markedCounts;
        System.arraycopy(marked, 0, learnt, 0, markedCounts);
    }

    /** Takes the counts of a usual event. Returns whether it has any. */
    boolean readUsual(UsualEvent event, Usage into) {
        for (int i = 0; i < learntCounts; i++) {
            put(learnt[i], event.count(i), into);
        }
        return learntCounts > 0;
    }

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
                member(MEMBERS[member], cursor, into);
            }
        }
    }

    private void member(Member member, JsonCursor cursor, Usage into) {
        final long tokens = count(cursor);
        if (usual != null && tokens >= 0 && markedCounts < marked.length && usual.markCount(cursor)) {
            marked[markedCounts++] = member;
        }
        put(member, tokens, into);
    }

    private void put(Member member, long tokens, Usage into) {
        told |= tokens >= 0 && member != Member.TOTAL_TOKEN_COUNT;
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
            case TOTAL_TOKEN_COUNT -> {}
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

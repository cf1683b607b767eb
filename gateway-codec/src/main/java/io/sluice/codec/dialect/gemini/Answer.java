package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.UsualEvent;
import java.util.ArrayList;
import java.util.List;

/** Flyweight over one response object: a whole answer, what an event adds to one, or a count of tokens. Reused with its candidates. */
final class Answer {
    private enum Member {
        CANDIDATES,
        PROMPT_FEEDBACK,
        USAGE_METADATA,
        RESPONSE_ID,
        ERROR,
        TOTAL_TOKENS,
        CACHED_CONTENT_TOKEN_COUNT
    }

    private enum Feedback {
        BLOCK_REASON
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);
    private static final ProtoNames FEEDBACK_NAMES = ProtoNames.of(Feedback.values());

    private final JsonCursor cursor = new JsonCursor();
    private final List<Candidate> candidates = new ArrayList<>(1);
    private final UsualEvent usual = new UsualEvent();
    private final UsageWords usageWords = new UsageWords(usual);
    private int size;
    private int usualIndex;
    private boolean usualThought;

    JsonString id = JsonString.EMPTY;
    boolean hasCandidates;
    boolean isError;
    boolean isBlocked;
    boolean isCount;
    boolean hasUsage;
    boolean hasOutputCount;

    /** Another stream begins. */
    void begin() {
        usual.reset();
    }

    int size() {
        return size;
    }

    /** @param place from 0 to {@link #size} */
    Candidate candidate(int place) {
        return candidates.get(place);
    }

    /** Reads an event; false when it isn't one JSON object. What came before may tell how it is written. */
    boolean read(ByteBuf data, int index, int length, Usage usage, Losses losses) {
        cursor.wrap(data, index, length);
        if (usual.read(cursor)) {
            readUsual(usage);
            return true;
        }
        final boolean whole = read(usage, losses);
        if (whole && isUsual() && usual.learn(cursor)) {
            usageWords.learn();
            usualIndex = candidates.get(0).index;
            usualThought = candidates.get(0).content.piece(0).thought;
        }
        return whole;
    }

    private void readUsual(Usage usage) {
        begun();
        size = 1;
        hasCandidates = true;
        candidates.get(0).text(usualIndex, usual.text(cursor), usualThought);
        usageWords.begin();
        hasUsage = usageWords.readUsual(usual, usage) && usageWords.isTold();
        hasOutputCount = usageWords.isOutputTold();
    }

    /** It says one piece of text, and maybe counts. */
    private boolean isUsual() {
        return size == 1
                && !isError
                && !isBlocked
                && !isCount
                && candidates.get(0).isOnlyText();
    }

    /** Reads a body; false when it isn't one JSON object. */
    boolean read(JsonValue body, Usage usage, Losses losses) {
        body.read(cursor);
        return read(usage, losses);
    }

    private boolean read(Usage usage, Losses losses) {
        begun();
        usageWords.begin();
        if (cursor.next() != JsonToken.OBJECT) {
            return false;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member < 0) {
                cursor.skip();
            } else {
                member(MEMBERS[member], usage, losses);
            }
        }
        return !cursor.failed() && cursor.next() == JsonToken.END;
    }

    private void begun() {
        size = 0;
        id = JsonString.EMPTY;
        hasCandidates = false;
        isError = false;
        isBlocked = false;
        isCount = false;
        hasUsage = false;
        hasOutputCount = false;
    }

    private void member(Member member, Usage usage, Losses losses) {
        switch (member) {
            case CANDIDATES -> candidates(losses);
            case PROMPT_FEEDBACK -> feedback();
            case USAGE_METADATA -> {
                usageWords.read(cursor, usage);
                hasUsage |= usageWords.isTold();
                hasOutputCount |= usageWords.isOutputTold();
            }
            case RESPONSE_ID -> id = Members.string(cursor);
            case ERROR -> isError = Members.something(cursor) != null;
            case TOTAL_TOKENS -> {
                final long tokens = UsageWords.count(cursor);
                isCount = tokens >= 0;
                usage.input(tokens);
            }
            case CACHED_CONTENT_TOKEN_COUNT -> usage.cacheRead(UsageWords.count(cursor));
        }
    }

    private void candidates(Losses losses) {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        hasCandidates = true;
        int token;
        while ((token = cursor.next()) != JsonToken.ARRAY_END && token != JsonToken.FAILED) {
            if (token == JsonToken.OBJECT) {
                next().read(cursor, losses);
            } else {
                cursor.skip();
            }
        }
    }

    private Candidate next() {
        if (size == candidates.size()) {
            candidates.add(new Candidate(usual));
        }
        return candidates.get(size++);
    }

    private void feedback() {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (FEEDBACK_NAMES.in(cursor) == 0) {
                final JsonString reason = Members.string(cursor);
                isBlocked |= !reason.isEmpty() && !reason.is("BLOCKED_REASON_UNSPECIFIED");
            } else {
                cursor.skip();
            }
        }
    }
}

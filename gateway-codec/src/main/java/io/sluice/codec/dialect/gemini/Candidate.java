package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.UsualEvent;
import org.jspecify.annotations.Nullable;

/** Flyweight over a candidate of an answer, or what an event adds to it. Reused. */
final class Candidate {
    /** Highest number a candidate may have. */
    static final int MAX_INDEX = 63;

    private enum Member {
        CONTENT,
        FINISH_REASON,
        INDEX,
        FINISH_MESSAGE,
        CITATION_METADATA,
        GROUNDING_METADATA,
        URL_CONTEXT_METADATA,
        LOGPROBS_RESULT
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);

    final Content content;
    FinishReason finish = FinishReason.NONE;
    JsonString finishMessage = JsonString.EMPTY;
    int index;
    /** Something beside the content has no place in another dialect. */
    boolean loses;

    /** @param usual told where the text is, or null */
    Candidate(@Nullable UsualEvent usual) {
        content = new Content(usual);
    }

    /**
     * Reads the object just entered.
     *
     * @param losses told what has no place in another dialect
     */
    void read(JsonCursor cursor, Losses losses) {
        content.clear();
        finish = FinishReason.NONE;
        finishMessage = JsonString.EMPTY;
        index = 0;
        loses = false;
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member < 0) {
                cursor.skip();
            } else {
                member(MEMBERS[member], cursor, losses);
            }
        }
    }

    /** Becomes a piece of text of the candidate with that number. */
    void text(int number, JsonString text, boolean thought) {
        finish = FinishReason.NONE;
        finishMessage = JsonString.EMPTY;
        index = number;
        loses = false;
        content.text(text, thought);
    }

    boolean isOnlyText() {
        return finish == FinishReason.NONE && !loses && content.isOnlyText();
    }

    private void member(Member member, JsonCursor cursor, Losses losses) {
        switch (member) {
            case CONTENT -> {
                if (cursor.next() == JsonToken.OBJECT) {
                    content.read(cursor);
                } else {
                    cursor.skip();
                }
            }
            case FINISH_REASON -> finish = FinishReason.read(cursor);
            case FINISH_MESSAGE -> finishMessage = Members.string(cursor);
            case INDEX -> {
                index = cursor.next() == JsonToken.NUMBER ? Math.clamp(cursor.longValue(), 0, MAX_INDEX) : 0;
                cursor.skip();
            }
            case CITATION_METADATA -> lose("citationMetadata", cursor, losses);
            case GROUNDING_METADATA -> lose("groundingMetadata", cursor, losses);
            case URL_CONTEXT_METADATA -> lose("urlContextMetadata", cursor, losses);
            case LOGPROBS_RESULT -> lose("logprobs", cursor, losses);
        }
    }

    private void lose(String name, JsonCursor cursor, Losses losses) {
        if (Members.something(cursor) != null) {
            loses = true;
            losses.dropFromAnswer(name);
        }
    }
}

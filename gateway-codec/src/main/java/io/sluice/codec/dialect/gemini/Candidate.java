package io.sluice.codec.dialect.gemini;

import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Flyweight over one candidate of an answer, or of a stream's chunk. Reused; what it shows are views over the bytes read. */
final class Candidate {
    private enum Member {
        INDEX,
        CONTENT,
        FINISH_REASON,
        GROUNDING_METADATA,
        CITATION_METADATA,
        LOGPROBS_RESULT
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);
    private static final int MAX_INDEX = 127;

    final Content content = new Content();
    int index;
    JsonString finishReason = JsonString.EMPTY;
    /** A member that has no place elsewhere, as the vendor writes it. */
    @Nullable
    String lost;

    /** Reads the object just entered. */
    void read(JsonCursor cursor) {
        index = 0;
        finishReason = JsonString.EMPTY;
        lost = null;
        content.clear();
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member < 0) {
                cursor.skip();
                continue;
            }
            switch (MEMBERS[member]) {
                case INDEX -> {
                    cursor.next();
                    index = Math.clamp(cursor.longValue(), 0, MAX_INDEX);
                    cursor.skip();
                }
                case CONTENT -> {
                    if (cursor.next() == JsonToken.OBJECT) {
                        content.read(cursor);
                    } else {
                        cursor.skip();
                    }
                }
                case FINISH_REASON -> finishReason = Members.string(cursor);
                case GROUNDING_METADATA -> lose(cursor, "groundingMetadata");
                case CITATION_METADATA -> lose(cursor, "citationMetadata");
                case LOGPROBS_RESULT -> lose(cursor, "logprobsResult");
            }
        }
    }

    private void lose(JsonCursor cursor, String name) {
        final JsonValue value = Members.something(cursor);
        if (value != null && !value.is("{}")) {
            lost = name;
        }
    }
}

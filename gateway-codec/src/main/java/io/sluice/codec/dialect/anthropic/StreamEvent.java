package io.sluice.codec.dialect.anthropic;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.Finish;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/** One event of a stream, its members in whatever order they came. Views, valid until the next is read; reused, allocates nothing but views. */
final class StreamEvent {
    enum Type {
        MESSAGE_START,
        CONTENT_BLOCK_START,
        CONTENT_BLOCK_DELTA,
        CONTENT_BLOCK_STOP,
        MESSAGE_DELTA,
        MESSAGE_STOP,
        PING,
        ERROR,
        UNKNOWN
    }

    enum Delta {
        TEXT_DELTA,
        INPUT_JSON_DELTA,
        THINKING_DELTA,
        SIGNATURE_DELTA,
        CITATIONS_DELTA,
        UNKNOWN
    }

    private enum Member {
        TYPE,
        DELTA,
        CONTENT_BLOCK,
        MESSAGE,
        USAGE,
        ERROR
    }

    private enum DeltaMember {
        TYPE,
        TEXT,
        PARTIAL_JSON,
        THINKING,
        SIGNATURE,
        STOP_REASON,
        STOP_SEQUENCE
    }

    private static final Type[] TYPES = Type.values();
    private static final Delta[] DELTAS = Delta.values();
    private static final Member[] MEMBERS = Member.values();
    private static final DeltaMember[] DELTA_MEMBERS = DeltaMember.values();
    private static final NameTable TYPE_TABLE = NameTable.ofLowerCase(TYPES);
    private static final NameTable DELTA_TABLE = NameTable.ofLowerCase(DELTAS);
    private static final NameTable MEMBER_TABLE = NameTable.ofLowerCase(MEMBERS);
    private static final NameTable DELTA_MEMBER_TABLE = NameTable.ofLowerCase(DELTA_MEMBERS);
    private static final NameTable MESSAGE = NameTable.of("id", "usage");

    private final JsonCursor cursor = new JsonCursor();
    private final PlainDelta plain = new PlainDelta();
    private final UsageWords usageWords = new UsageWords();

    final Block block = new Block();

    Type type = Type.UNKNOWN;
    Delta delta = Delta.UNKNOWN;
    JsonString messageId = JsonString.EMPTY;
    JsonString text = JsonString.EMPTY;
    JsonString partialJson = JsonString.EMPTY;
    JsonString thinking = JsonString.EMPTY;
    JsonString signature = JsonString.EMPTY;
    JsonString stopSequence = JsonString.EMPTY;

    @Nullable
    Finish finish;

    boolean hasUsage;

    /** Reads an event, its counts into {@code usage}. Returns false when it isn't one JSON object. */
    boolean read(ByteBuf data, int index, int length, Usage usage) {
        clear();
        if (plain.read(data, index, length, cursor)) {
            plainDelta();
            return true;
        }
        cursor.wrap(data, index, length);
        if (cursor.next() != JsonToken.OBJECT) {
            return false;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(MEMBER_TABLE);
            if (member < 0) {
                cursor.skip();
            } else {
                member(MEMBERS[member], usage);
            }
        }
        return cursor.next() == JsonToken.END;
    }

    private void plainDelta() {
        type = Type.CONTENT_BLOCK_DELTA;
        delta = plain.delta();
        switch (delta) {
            case TEXT_DELTA -> text = cursor.string();
            case INPUT_JSON_DELTA -> partialJson = cursor.string();
            case THINKING_DELTA -> thinking = cursor.string();
            case SIGNATURE_DELTA, CITATIONS_DELTA, UNKNOWN -> {}
        }
    }

    private void clear() {
        type = Type.UNKNOWN;
        delta = Delta.UNKNOWN;
        messageId = JsonString.EMPTY;
        text = JsonString.EMPTY;
        partialJson = JsonString.EMPTY;
        thinking = JsonString.EMPTY;
        signature = JsonString.EMPTY;
        stopSequence = JsonString.EMPTY;
        finish = null;
        hasUsage = false;
    }

    private void member(Member member, Usage usage) {
        switch (member) {
            case TYPE -> {
                cursor.next();
                final int known = cursor.textIn(TYPE_TABLE);
                if (type != Type.ERROR) {
                    type = known < 0 ? Type.UNKNOWN : TYPES[known];
                }
                cursor.skip();
            }
            case DELTA -> delta();
            case CONTENT_BLOCK -> {
                if (cursor.next() == JsonToken.OBJECT) {
                    block.read(cursor);
                } else {
                    cursor.skip();
                }
            }
            case MESSAGE -> message(usage);
            case USAGE -> usage(usage);
            case ERROR -> {
                if (cursor.next() != JsonToken.NULL) {
                    type = Type.ERROR;
                }
                cursor.skip();
            }
        }
    }

    private void usage(Usage usage) {
        usageWords.read(cursor, usage);
        hasUsage = true;
    }

    private void message(Usage usage) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(MESSAGE)) {
                case 0 -> messageId = Members.string(cursor);
                case 1 -> usage(usage);
                default -> cursor.skip();
            }
        }
    }

    private void delta() {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(DELTA_MEMBER_TABLE);
            if (member < 0) {
                cursor.skip();
            } else {
                delta(DELTA_MEMBERS[member]);
            }
        }
    }

    private void delta(DeltaMember member) {
        switch (member) {
            case TYPE -> {
                cursor.next();
                final int known = cursor.textIn(DELTA_TABLE);
                delta = known < 0 ? Delta.UNKNOWN : DELTAS[known];
                cursor.skip();
            }
            case TEXT -> text = Members.string(cursor);
            case PARTIAL_JSON -> partialJson = Members.string(cursor);
            case THINKING -> thinking = Members.string(cursor);
            case SIGNATURE -> signature = Members.string(cursor);
            case STOP_REASON -> finish = StopReasons.read(cursor);
            case STOP_SEQUENCE -> stopSequence = Members.string(cursor);
        }
    }
}

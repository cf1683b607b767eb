package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.UsualEvent;
import org.jspecify.annotations.Nullable;

/** Flyweight over one part of a content, of a request or an answer. Reused; what it shows are views over the bytes read. */
final class Piece {
    /** What a part holds: at most one of these. */
    enum Kind {
        NOTHING,
        TEXT,
        INLINE_DATA,
        FILE_DATA,
        FUNCTION_CALL,
        FUNCTION_RESPONSE,
        /** What the vendor's own tools say and hear. */
        SERVER_TOOL,
        UNKNOWN
    }

    private enum Member {
        TEXT,
        THOUGHT,
        THOUGHT_SIGNATURE,
        FUNCTION_CALL,
        FUNCTION_RESPONSE,
        INLINE_DATA,
        FILE_DATA,
        EXECUTABLE_CODE,
        CODE_EXECUTION_RESULT,
        TOOL_CALL,
        TOOL_RESPONSE,
        AUDIO_TRANSCRIPTION,
        VIDEO_METADATA,
        MEDIA_RESOLUTION,
        PART_METADATA
    }

    private enum Inner {
        ID,
        NAME,
        ARGS,
        RESPONSE,
        PARTS,
        MIME_TYPE,
        DATA,
        FILE_URI,
        DISPLAY_NAME,
        PARTIAL_ARGS,
        WILL_CONTINUE
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);
    private static final Inner[] INNER = Inner.values();
    private static final ProtoNames INNER_NAMES = ProtoNames.of(INNER);

    private final @Nullable UsualEvent usual;

    Kind kind = Kind.NOTHING;
    /** The member that holds what has no place in the neutral form, as the vendor writes it. */
    String name = "";

    JsonString text = JsonString.EMPTY;
    boolean thought;
    JsonString signature = JsonString.EMPTY;
    JsonString id = JsonString.EMPTY;
    JsonString functionName = JsonString.EMPTY;
    /** Of a call its arguments, of a result its response; null when there are none. */
    @Nullable
    JsonValue object;
    /** The parts beside a result's response. */
    @Nullable
    JsonValue parts;

    JsonString mime = JsonString.EMPTY;
    /** Base64, or an address. */
    JsonString data = JsonString.EMPTY;

    JsonString displayName = JsonString.EMPTY;
    /** The call's arguments come in pieces. */
    boolean partial;

    /** @param usual told where the text is, or null */
    Piece(@Nullable UsualEvent usual) {
        this.usual = usual;
    }

    /** Reads the object just entered. */
    void read(JsonCursor cursor) {
        clear();
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member >= 0) {
                member(MEMBERS[member], cursor);
            } else {
                if (kind == Kind.NOTHING) {
                    kind = Kind.UNKNOWN;
                    name = cursor.text();
                }
                cursor.skip();
            }
        }
    }

    /** Becomes a piece of text. */
    void text(JsonString said, boolean thinking) {
        clear();
        kind = Kind.TEXT;
        text = said;
        thought = thinking;
    }

    boolean isOnlyText() {
        return kind == Kind.TEXT && !text.isEmpty() && signature.isEmpty();
    }

    private void clear() {
        kind = Kind.NOTHING;
        text = JsonString.EMPTY;
        thought = false;
        signature = JsonString.EMPTY;
        id = JsonString.EMPTY;
        functionName = JsonString.EMPTY;
        object = null;
        parts = null;
        mime = JsonString.EMPTY;
        data = JsonString.EMPTY;
        displayName = JsonString.EMPTY;
        partial = false;
    }

    private void member(Member member, JsonCursor cursor) {
        switch (member) {
            case TEXT -> {
                kind = Kind.TEXT;
                text = Members.string(cursor);
                if (usual != null && !text.isEmpty()) {
                    usual.markText(cursor);
                }
            }
            case THOUGHT -> thought = Members.bool(cursor);
            case THOUGHT_SIGNATURE -> signature = Members.string(cursor);
            case FUNCTION_CALL -> inner(Kind.FUNCTION_CALL, cursor);
            case FUNCTION_RESPONSE -> inner(Kind.FUNCTION_RESPONSE, cursor);
            case INLINE_DATA -> inner(Kind.INLINE_DATA, cursor);
            case FILE_DATA -> inner(Kind.FILE_DATA, cursor);
            case EXECUTABLE_CODE, CODE_EXECUTION_RESULT, TOOL_CALL, TOOL_RESPONSE, AUDIO_TRANSCRIPTION ->
                serverTool(member, cursor);
            case VIDEO_METADATA, MEDIA_RESOLUTION, PART_METADATA -> cursor.skip();
        }
    }

    private void serverTool(Member member, JsonCursor cursor) {
        kind = Kind.SERVER_TOOL;
        name = ProtoNames.camel(member.name().toLowerCase(java.util.Locale.ROOT));
        cursor.skip();
    }

    private void inner(Kind read, JsonCursor cursor) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        kind = read;
        while (cursor.next() == JsonToken.NAME) {
            final int member = INNER_NAMES.in(cursor);
            if (member >= 0) {
                inner(INNER[member], cursor);
            } else {
                cursor.skip();
            }
        }
    }

    private void inner(Inner member, JsonCursor cursor) {
        switch (member) {
            case ID -> id = Members.string(cursor);
            case NAME -> functionName = Members.string(cursor);
            case ARGS, RESPONSE -> object = Members.something(cursor);
            case PARTS -> parts = Members.something(cursor);
            case MIME_TYPE -> mime = Members.string(cursor);
            case DATA, FILE_URI -> data = Members.string(cursor);
            case DISPLAY_NAME -> displayName = Members.string(cursor);
            case PARTIAL_ARGS -> partial |= Members.something(cursor) != null;
            case WILL_CONTINUE -> partial |= Members.bool(cursor);
        }
    }
}

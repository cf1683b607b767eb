package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.CacheMark;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One content block as it stands: the members of every kind, in whatever order they came. Views over the cursor's document; reused for
 * the next block.
 */
final class Block {
    enum Type {
        TEXT,
        IMAGE,
        DOCUMENT,
        TOOL_USE,
        TOOL_RESULT,
        THINKING,
        REDACTED_THINKING,
        SEARCH_RESULT,
        SERVER_TOOL_USE,
        CONTAINER_UPLOAD,
        /** A kind nobody here knows. */
        UNKNOWN
    }

    enum Source {
        BASE64,
        URL,
        FILE,
        TEXT,
        CONTENT,
        UNKNOWN
    }

    private enum Member {
        TYPE,
        TEXT,
        SOURCE,
        ID,
        NAME,
        INPUT,
        TOOL_USE_ID,
        CONTENT,
        IS_ERROR,
        THINKING,
        SIGNATURE,
        DATA,
        TITLE,
        CONTEXT,
        CITATIONS,
        CACHE_CONTROL
    }

    private enum SourceMember {
        TYPE,
        MEDIA_TYPE,
        DATA,
        URL,
        CONTENT
    }

    private static final Type[] TYPES = Type.values();
    private static final Source[] SOURCES = Source.values();
    private static final Member[] MEMBERS = Member.values();
    private static final SourceMember[] SOURCE_MEMBERS = SourceMember.values();
    private static final NameTable TYPE_TABLE = NameTable.ofLowerCase(TYPES);
    private static final NameTable SOURCE_TABLE = NameTable.ofLowerCase(SOURCES);
    private static final NameTable MEMBER_TABLE = NameTable.ofLowerCase(MEMBERS);
    private static final NameTable SOURCE_MEMBER_TABLE = NameTable.ofLowerCase(SOURCE_MEMBERS);

    Type type = Type.UNKNOWN;
    private JsonString typeName = JsonString.EMPTY;
    JsonString text = JsonString.EMPTY;
    JsonString id = JsonString.EMPTY;
    JsonString name = JsonString.EMPTY;
    JsonString toolUseId = JsonString.EMPTY;
    JsonString thinking = JsonString.EMPTY;
    JsonString signature = JsonString.EMPTY;
    JsonString data = JsonString.EMPTY;

    @Nullable
    JsonString title;

    @Nullable
    JsonValue input;

    @Nullable
    JsonValue content;

    @Nullable
    CacheMark cache;

    boolean isError;
    boolean hasContext;
    boolean hasCitations;

    Source source = Source.UNKNOWN;
    JsonString mediaType = JsonString.EMPTY;
    JsonString sourceData = JsonString.EMPTY;
    JsonString url = JsonString.EMPTY;

    @Nullable
    JsonValue sourceContent;

    /** The type's name as it stands; allocates. */
    String typeName() {
        return type == Type.UNKNOWN ? typeName.text() : type.name().toLowerCase(Locale.ROOT);
    }

    /** Reads the object the cursor has entered, up to its end. */
    void read(JsonCursor cursor) {
        clear();
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(MEMBER_TABLE);
            if (member < 0) {
                cursor.skip();
            } else {
                member(MEMBERS[member], cursor);
            }
        }
    }

    private void clear() {
        type = Type.UNKNOWN;
        typeName = JsonString.EMPTY;
        text = JsonString.EMPTY;
        id = JsonString.EMPTY;
        name = JsonString.EMPTY;
        toolUseId = JsonString.EMPTY;
        thinking = JsonString.EMPTY;
        signature = JsonString.EMPTY;
        data = JsonString.EMPTY;
        title = null;
        input = null;
        content = null;
        cache = null;
        isError = false;
        hasContext = false;
        hasCitations = false;
        source = Source.UNKNOWN;
        mediaType = JsonString.EMPTY;
        sourceData = JsonString.EMPTY;
        url = JsonString.EMPTY;
        sourceContent = null;
    }

    private void member(Member member, JsonCursor cursor) {
        switch (member) {
            case TYPE -> {
                cursor.next();
                final int known = cursor.textIn(TYPE_TABLE);
                type = known < 0 ? Type.UNKNOWN : TYPES[known];
                typeName = known < 0 ? cursor.string() : JsonString.EMPTY;
                cursor.skip();
            }
            case TEXT -> text = Members.string(cursor);
            case SOURCE -> source(cursor);
            case ID -> id = Members.string(cursor);
            case NAME -> name = Members.string(cursor);
            case INPUT -> input = cursor.value();
            case TOOL_USE_ID -> toolUseId = Members.string(cursor);
            case CONTENT -> content = cursor.value();
            case IS_ERROR -> isError = Members.bool(cursor);
            case THINKING -> thinking = Members.string(cursor);
            case SIGNATURE -> signature = Members.string(cursor);
            case DATA -> data = Members.string(cursor);
            case TITLE -> {
                final JsonString told = Members.string(cursor);
                title = told.isEmpty() ? null : told;
            }
            case CONTEXT -> hasContext = !Members.string(cursor).isEmpty();
            case CITATIONS -> hasCitations = citations(cursor);
            case CACHE_CONTROL -> cache = Members.cacheMark(cursor);
        }
    }

    /** On a text a list of them; on a document whether they are wanted. */
    private static boolean citations(JsonCursor cursor) {
        final int token = cursor.next();
        if (token == JsonToken.ARRAY) {
            final boolean any = cursor.next() != JsonToken.ARRAY_END;
            Members.leaveArray(cursor);
            return any;
        }
        if (token != JsonToken.OBJECT) {
            return false;
        }
        boolean enabled = false;
        while (cursor.next() == JsonToken.NAME) {
            enabled |= Members.bool(cursor);
        }
        return enabled;
    }

    private void source(JsonCursor cursor) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(SOURCE_MEMBER_TABLE);
            if (member < 0) {
                cursor.skip();
            } else {
                source(SOURCE_MEMBERS[member], cursor);
            }
        }
    }

    private void source(SourceMember member, JsonCursor cursor) {
        switch (member) {
            case TYPE -> {
                cursor.next();
                final int known = cursor.textIn(SOURCE_TABLE);
                source = known < 0 ? Source.UNKNOWN : SOURCES[known];
                cursor.skip();
            }
            case MEDIA_TYPE -> mediaType = Members.string(cursor);
            case DATA -> sourceData = Members.string(cursor);
            case URL -> url = Members.string(cursor);
            case CONTENT -> sourceContent = cursor.value();
        }
    }
}

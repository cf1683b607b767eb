package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/** An item of an answer as it was read last. Owned by one reader, reused; its strings are views. */
final class OutputItem {
    enum Kind {
        MESSAGE,
        REASONING,
        FUNCTION_CALL,
        /** A built-in tool at work, which other dialects know nothing of. */
        OTHER
    }

    private enum Field {
        TYPE,
        ID,
        CALL_ID,
        NAME,
        ARGUMENTS,
        ENCRYPTED_CONTENT,
        CONTENT,
        SUMMARY
    }

    private static final Kind[] KINDS = Kind.values();
    private static final NameTable KIND_NAMES = NameTable.ofLowerCase(KINDS);
    private static final Field[] FIELDS = Field.values();
    private static final NameTable FIELD_NAMES = NameTable.ofLowerCase(FIELDS);

    private Kind kind = Kind.OTHER;
    private JsonString type = JsonString.EMPTY;
    private JsonString id = JsonString.EMPTY;
    private JsonString callId = JsonString.EMPTY;
    private JsonString name = JsonString.EMPTY;
    private JsonString arguments = JsonString.EMPTY;
    private JsonString encrypted = JsonString.EMPTY;
    private @Nullable JsonValue content;
    private @Nullable JsonValue summary;

    /** Forgets the item: none was told. */
    void clear() {
        kind = Kind.OTHER;
        type = JsonString.EMPTY;
        id = JsonString.EMPTY;
        callId = JsonString.EMPTY;
        name = JsonString.EMPTY;
        arguments = JsonString.EMPTY;
        encrypted = JsonString.EMPTY;
        content = null;
        summary = null;
    }

    /** Reads the members of the object just opened. */
    void read(JsonCursor cursor) {
        clear();
        while (cursor.next() == JsonToken.NAME) {
            final int field = cursor.nameIn(FIELD_NAMES);
            if (field < 0) {
                cursor.skip();
            } else {
                member(FIELDS[field], cursor);
            }
        }
    }

    private void member(Field field, JsonCursor cursor) {
        switch (field) {
            case TYPE -> {
                type = string(cursor);
                final int known = cursor.textIn(KIND_NAMES);
                kind = known < 0 ? Kind.OTHER : KINDS[known];
            }
            case ID -> id = string(cursor);
            case CALL_ID -> callId = string(cursor);
            case NAME -> name = string(cursor);
            case ARGUMENTS -> arguments = string(cursor);
            case ENCRYPTED_CONTENT -> encrypted = string(cursor);
            case CONTENT -> content = cursor.value();
            case SUMMARY -> summary = cursor.value();
        }
    }

    private static JsonString string(JsonCursor cursor) {
        cursor.next();
        cursor.skip();
        return cursor.string();
    }

    Kind kind() {
        return kind;
    }

    JsonString type() {
        return type;
    }

    JsonString callId() {
        return callId;
    }

    JsonString name() {
        return name;
    }

    JsonString arguments() {
        return arguments;
    }

    @Nullable
    JsonValue content() {
        return content;
    }

    @Nullable
    JsonValue summary() {
        return summary;
    }

    /** The vendor's mark on its reasoning, or null. */
    @Nullable
    Seal seal() {
        return encrypted.isEmpty() ? null : new Seal(Origin.RESPONSES, encrypted, false, id.isEmpty() ? null : id);
    }
}

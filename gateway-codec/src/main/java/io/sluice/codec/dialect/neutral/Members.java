package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/** Values of members, read behind their names. What has another type counts as absent, or is refused by name. */
public final class Members {
    private static final NameTable TTL = NameTable.of("ttl");

    private Members() {}

    /** A string; empty when it is none. */
    public static JsonString string(JsonCursor cursor) {
        if (cursor.next() == JsonToken.STRING) {
            return cursor.string();
        }
        cursor.skip();
        return JsonString.EMPTY;
    }

    public static boolean bool(JsonCursor cursor) {
        final boolean value = cursor.next() == JsonToken.TRUE;
        cursor.skip();
        return value;
    }

    /** True, false, or null when it is neither. */
    public static @Nullable Boolean flag(JsonCursor cursor) {
        return switch (cursor.next()) {
            case JsonToken.TRUE -> Boolean.TRUE;
            case JsonToken.FALSE -> Boolean.FALSE;
            default -> {
                cursor.skip();
                yield null;
            }
        };
    }

    /** A number as it is written, or null for null. */
    public static @Nullable JsonValue number(JsonCursor cursor, String field) throws UnsupportedException {
        return switch (cursor.next()) {
            case JsonToken.NUMBER -> cursor.value();
            case JsonToken.NULL -> null;
            default -> throw wrongType(field, "a number");
        };
    }

    /** The value, which has to be a number. */
    public static JsonValue number(JsonValue value, String field) throws UnsupportedException {
        final byte first = value.byteAt(0);
        if (first == '-' || first >= '0' && first <= '9') {
            return value;
        }
        throw wrongType(field, "a number");
    }

    /** Any value, or null for null. */
    public static @Nullable JsonValue something(JsonCursor cursor) {
        final JsonValue value = cursor.value();
        return value.is("null") ? null : value;
    }

    /** Enters an array; false for null. */
    public static boolean enterArray(JsonCursor cursor, String field) throws UnsupportedException {
        return enter(cursor, JsonToken.ARRAY, field, "an array");
    }

    /** Enters an object; false for null. */
    public static boolean enterObject(JsonCursor cursor, String field) throws UnsupportedException {
        return enter(cursor, JsonToken.OBJECT, field, "an object");
    }

    private static boolean enter(JsonCursor cursor, int expected, String field, String what)
            throws UnsupportedException {
        final int token = cursor.next();
        if (token != expected && token != JsonToken.NULL) {
            throw wrongType(field, what);
        }
        return token == expected;
    }

    public static UnsupportedException wrongType(String field, String what) {
        return new UnsupportedException(field, "'" + field + "' must be " + what);
    }

    public static @Nullable CacheMark cacheMark(JsonCursor cursor) {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return null;
        }
        JsonString ttl = null;
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(TTL) == 0) {
                final JsonString told = string(cursor);
                ttl = told.isEmpty() ? null : told;
            } else {
                cursor.skip();
            }
        }
        return new CacheMark(ttl);
    }

    /** Leaves the array whose first element, or end, was read last. */
    public static void leaveArray(JsonCursor cursor) {
        while (cursor.token() != JsonToken.ARRAY_END && cursor.token() != JsonToken.FAILED) {
            cursor.skip();
            cursor.next();
        }
    }
}

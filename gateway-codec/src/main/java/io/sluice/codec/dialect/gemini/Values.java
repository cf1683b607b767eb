package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Values of members by the rules of proto3 JSON, beside those that every dialect has; what can't be taken is refused by name. */
final class Values {
    private Values() {}

    /** A number as it is written, also inside a string; null for null. */
    static @Nullable JsonValue number(JsonCursor cursor, String field) throws UnsupportedException {
        return switch (cursor.next()) {
            case JsonToken.NUMBER -> cursor.value();
            case JsonToken.NULL -> null;
            case JsonToken.STRING -> quoted(cursor.text(), field);
            default -> throw Members.wrongType(field, "a number");
        };
    }

    /** The same for whole numbers: one that is written with an empty fraction, as some clients do, loses it. */
    static @Nullable JsonValue wholeNumber(JsonCursor cursor, String field) throws UnsupportedException {
        final JsonValue number = number(cursor, field);
        return number == null ? null : withoutEmptyFraction(number);
    }

    private static JsonValue withoutEmptyFraction(JsonValue number) {
        int end = number.length();
        while (end > 0 && number.byteAt(end - 1) == '0') {
            end--;
        }
        return end > 1 && number.byteAt(end - 1) == '.'
                ? JsonValue.of(number.text().substring(0, end - 1))
                : number;
    }

    private static JsonValue quoted(String text, String field) throws UnsupportedException {
        final JsonValue value = JsonValue.of(text);
        final JsonCursor inside = new JsonCursor();
        value.read(inside);
        if (inside.next() != JsonToken.NUMBER || inside.next() != JsonToken.END) {
            throw Members.wrongType(field, "a number");
        }
        return value;
    }

    /** The elements of an array are objects, and this is where they ended. */
    static void elementsEnded(JsonCursor cursor, String field) throws UnsupportedException {
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw Members.wrongType(field, "an array of objects");
        }
    }

    static UnsupportedException foreign(String field, String what) {
        return new UnsupportedException(field, "'" + field + "': " + what + " can't go to another vendor");
    }
}

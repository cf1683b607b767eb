package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.HashSet;
import java.util.Set;

/** Tells JSON Schemas that a vendor of strict schemas takes: every object closed, with all its properties required. Cold. */
public final class StrictSchemas {
    private static final NameTable MEMBERS = NameTable.of(
            "properties",
            "required",
            "additionalProperties",
            "type",
            "$defs",
            "definitions",
            "enum",
            "const",
            "default",
            "examples");
    private static final byte[] OBJECT = {'o', 'b', 'j', 'e', 'c', 't'};

    private final JsonCursor cursor = new JsonCursor();

    private StrictSchemas() {}

    /** Whether the schema may be called strict though its author didn't say so. */
    public static boolean isStrict(JsonValue schema) {
        final StrictSchemas reader = new StrictSchemas();
        schema.read(reader.cursor);
        reader.cursor.next();
        return reader.isStrict() && !reader.cursor.failed();
    }

    private boolean isStrict() {
        if (cursor.token() != JsonToken.OBJECT) {
            cursor.skip();
            return true;
        }
        final Set<String> properties = new HashSet<>();
        final Set<String> required = new HashSet<>();
        boolean strict = true;
        boolean object = false;
        boolean closed = false;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(MEMBERS)) {
                case 0 -> {
                    object = true;
                    strict &= areStrict(properties);
                }
                case 1 -> addStrings(required);
                case 2 -> {
                    closed = cursor.next() == JsonToken.FALSE;
                    cursor.skip();
                }
                case 3 -> object |= isObjectType();
                case 4, 5 -> strict &= areStrict(new HashSet<>());
                case 6, 7, 8, 9 -> cursor.skip();
                default -> strict &= isStrictBelow();
            }
        }
        return strict && (!object || closed && required.containsAll(properties));
    }

    private boolean areStrict(Set<String> names) {
        boolean strict = true;
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return true;
        }
        while (cursor.next() == JsonToken.NAME) {
            names.add(cursor.text());
            cursor.next();
            strict &= isStrict();
        }
        return strict;
    }

    private boolean isStrictBelow() {
        boolean strict = true;
        if (cursor.next() != JsonToken.ARRAY) {
            return isStrict();
        }
        while (isElement(cursor.next())) {
            strict &= isStrict();
        }
        return strict;
    }

    private boolean isObjectType() {
        boolean object = false;
        if (cursor.next() == JsonToken.ARRAY) {
            while (isElement(cursor.next())) {
                object |= cursor.textIs(OBJECT);
                cursor.skip();
            }
            return object;
        }
        object = cursor.textIs(OBJECT);
        cursor.skip();
        return object;
    }

    private void addStrings(Set<String> names) {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        while (isElement(cursor.next())) {
            if (cursor.token() == JsonToken.STRING) {
                names.add(cursor.text());
            }
            cursor.skip();
        }
    }

    private static boolean isElement(int token) {
        return token != JsonToken.ARRAY_END && token != JsonToken.FAILED;
    }
}

package io.sluice.codec.dialect.responses;

import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/** Walks over the parts of an answer's item, one after the other. Owned by one reader, reused. */
final class PartCursor {
    private static final NameTable NAMES = NameTable.of("type", "text", "refusal", "annotations");
    private static final byte[] REFUSAL = {'r', 'e', 'f', 'u', 's', 'a', 'l'};

    private final JsonCursor cursor = new JsonCursor();
    private boolean open;
    private JsonString text = JsonString.EMPTY;
    private boolean refusal;
    private boolean annotated;

    /** Begins with another item's parts; null for none. */
    void begin(@Nullable JsonValue parts) {
        open = false;
        if (parts != null) {
            parts.read(cursor);
            open = cursor.next() == JsonToken.ARRAY;
        }
    }

    /** Moves on to the next part; false when there is none. */
    boolean next() {
        if (!open || cursor.next() != JsonToken.OBJECT) {
            return false;
        }
        text = JsonString.EMPTY;
        refusal = false;
        annotated = false;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(NAMES)) {
                case 0 -> {
                    cursor.next();
                    refusal |= cursor.textIs(REFUSAL);
                    cursor.skip();
                }
                case 1, 2 -> text();
                case 3 -> annotated = annotations();
                default -> cursor.skip();
            }
        }
        return true;
    }

    private void text() {
        if (cursor.next() == JsonToken.STRING) {
            text = cursor.string();
        }
        cursor.skip();
    }

    private boolean annotations() {
        final boolean some = cursor.next() == JsonToken.ARRAY && cursor.next() != JsonToken.ARRAY_END;
        if (some) {
            cursor.skip();
            while (cursor.next() != JsonToken.ARRAY_END && !cursor.failed()) {
                cursor.skip();
            }
        } else {
            cursor.skip();
        }
        return some;
    }

    JsonString partText() {
        return text;
    }

    boolean isRefusal() {
        return refusal;
    }

    /** Whether it cites something. */
    boolean isAnnotated() {
        return annotated;
    }
}

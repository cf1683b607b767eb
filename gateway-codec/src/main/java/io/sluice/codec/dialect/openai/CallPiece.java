package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;

/** What one chunk tells of one call; its members come in any order. A flyweight: its strings are views over the chunk. */
final class CallPiece {
    private static final NameTable CALL = NameTable.of("index", "id", "function", "extra_content");
    private static final NameTable FUNCTION = NameTable.of("name", "arguments");

    /** As told, or -1. */
    int key;

    JsonString id = JsonString.EMPTY;
    JsonString name = JsonString.EMPTY;
    JsonString arguments = JsonString.EMPTY;
    /** The mark of Google's compatible server, or empty. */
    JsonString signature = JsonString.EMPTY;

    void clear() {
        key = -1;
        id = JsonString.EMPTY;
        name = JsonString.EMPTY;
        arguments = JsonString.EMPTY;
        signature = JsonString.EMPTY;
    }

    /** Reads the object that was entered. */
    void read(JsonCursor cursor) {
        clear();
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(CALL)) {
                case 0 -> {
                    key = cursor.next() == JsonToken.NUMBER
                            ? Math.clamp(cursor.longValue(), -1, Integer.MAX_VALUE)
                            : -1;
                    cursor.skip();
                }
                case 1 -> id = Members.string(cursor);
                case 2 -> {
                    if (cursor.next() == JsonToken.OBJECT) {
                        function(cursor);
                    } else {
                        cursor.skip();
                    }
                }
                case 3 -> signature = ThoughtSignature.read(cursor);
                default -> cursor.skip();
            }
        }
    }

    /** Reads the function that was entered. */
    void function(JsonCursor cursor) {
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(FUNCTION)) {
                case 0 -> name = Members.string(cursor);
                case 1 -> arguments = arguments(cursor);
                default -> cursor.skip();
            }
        }
    }

    /** Arguments as text: a server that tells them as an object is understood too. */
    private static JsonString arguments(JsonCursor cursor) {
        if (cursor.next() == JsonToken.STRING) {
            return cursor.string();
        }
        final JsonValue value = cursor.value();
        if (!value.isObject()) {
            return JsonString.EMPTY;
        }
        final ByteBuf text = Unpooled.buffer(value.length() + value.length() / 4);
        value.escapeTo(text);
        return JsonString.view(text.array(), 0, text.readableBytes(), true);
    }
}

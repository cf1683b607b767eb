package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;

/** A call's arguments between the dialects that tell them as text and those that tell them as an object. */
public final class Arguments {
    /** No arguments. */
    public static final JsonValue NONE = JsonValue.of("{}");

    private static final byte[] RAW = "{\"_raw\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RAW_END = "\"}".getBytes(StandardCharsets.US_ASCII);

    private Arguments() {}

    /** The object that the text tells; none for no text; for a text that is no JSON object an object that holds it as {@code _raw}. */
    public static JsonValue read(JsonString text) {
        if (text.isEmpty()) {
            return NONE;
        }
        final byte[] decoded = text.decoded();
        final JsonValue object = object(decoded);
        return object == null ? raw(text) : object;
    }

    /** Whether the bytes are one whole JSON object. */
    public static boolean isObject(JsonValue value) {
        return object(value.text().getBytes(StandardCharsets.UTF_8)) != null;
    }

    private static @org.jspecify.annotations.Nullable JsonValue object(byte[] utf8) {
        final JsonCursor cursor = new JsonCursor();
        cursor.wrap(utf8, 0, utf8.length);
        if (cursor.next() != JsonToken.OBJECT) {
            return null;
        }
        final JsonValue value = cursor.value();
        return cursor.failed() || cursor.next() != JsonToken.END ? null : value;
    }

    private static JsonValue raw(JsonString text) {
        final ByteBuf out = Unpooled.buffer(RAW.length + text.length() + RAW_END.length);
        out.writeBytes(RAW);
        text.writeTo(out);
        out.writeBytes(RAW_END);
        return JsonValue.view(out.array(), 0, out.readableBytes());
    }
}

package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Vectors as arrays of numbers and as bytes. Cold: a call that embeds answers once. */
public final class Vectors {
    private Vectors() {}

    /** Whether the value is an array of numbers and nothing else. */
    public static boolean isVector(JsonValue value) {
        return length(value) >= 0;
    }

    /**
     * Writes the vector's numbers as little-endian float32, in base64.
     *
     * @param vector an array of numbers
     */
    public static void writeBase64(JsonValue vector, ByteBuf out) {
        final ByteBuffer floats =
                ByteBuffer.allocate(Math.max(0, length(vector)) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        final JsonCursor cursor = new JsonCursor();
        vector.read(cursor);
        cursor.next();
        while (floats.hasRemaining()) {
            cursor.next();
            floats.putFloat(Float.parseFloat(cursor.text()));
        }
        out.writeBytes(Base64.getEncoder().encode(floats.array()));
    }

    /** How many numbers the array holds, or -1 when it is none or holds something else. */
    private static int length(JsonValue value) {
        final JsonCursor cursor = new JsonCursor();
        value.read(cursor);
        if (cursor.next() != JsonToken.ARRAY) {
            return -1;
        }
        int numbers = 0;
        while (cursor.next() == JsonToken.NUMBER) {
            numbers++;
        }
        return cursor.token() == JsonToken.ARRAY_END && cursor.next() == JsonToken.END ? numbers : -1;
    }
}

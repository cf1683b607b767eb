package io.sluice.codec.json;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One whole JSON value as it stands on the wire: numbers, arguments and schemas pass as they were written, never parsed and
 * printed again. Immutable, but a view: the bytes are borrowed like those of a {@link JsonString}. Holds valid JSON, always.
 */
public final class JsonValue {
    private final byte[] bytes;
    private final int offset;
    private final int length;

    private JsonValue(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** Views bytes that are known to be one valid JSON value. */
    public static JsonValue view(byte[] bytes, int offset, int length) {
        return new JsonValue(bytes, offset, length);
    }

    /** The value that is written so: for constants. */
    public static JsonValue of(String json) {
        final byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return new JsonValue(utf8, 0, utf8.length);
    }

    /** Length on the wire in bytes. */
    public int length() {
        return length;
    }

    /** The array that holds the wire form, from {@link #offset} on; borrowed, not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    /** The byte at a place of the wire form; place 0 tells the kind of value. */
    public byte byteAt(int index) {
        return bytes[offset + index];
    }

    public boolean isObject() {
        return length > 0 && bytes[offset] == '{';
    }

    /** Whether it is written as this ASCII word. */
    public boolean is(String ascii) {
        if (length != ascii.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[offset + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A number's value; NaN when it is no number. Allocates. */
    public double doubleValue() {
        try {
            return Double.parseDouble(text());
        } catch (NumberFormatException notANumber) {
            return Double.NaN;
        }
    }

    /** The same, in bytes of its own. */
    public JsonValue copy() {
        return new JsonValue(Arrays.copyOfRange(bytes, offset, offset + length), 0, length);
    }

    /** Writes the value as it is. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes, offset, length);
    }

    /** Writes the value's text as the inside of a JSON string, as arguments are told in some dialects: without white space between its tokens. */
    public void escapeTo(ByteBuf out) {
        int run = offset;
        final int end = offset + length;
        boolean inString = false;
        for (int at = offset; at < end; at++) {
            final byte b = bytes[at];
            if (b > '"' && b != '\\' || b < 0) {
                continue;
            }
            if (b == '"') {
                inString = !inString;
            } else if (b == '!' || b == ' ' && inString) {
                continue;
            }
            out.writeBytes(bytes, run, at - run);
            run = at + 1;
            if (b > ' ') {
                JsonText.escape(out, b);
            }
            if (b == '\\') {
                at++;
                JsonText.escape(out, bytes[at]);
                run = at + 1;
            }
        }
        out.writeBytes(bytes, run, end - run);
    }

    /** Begins a cursor on it. */
    public void read(JsonCursor cursor) {
        cursor.wrap(bytes, offset, length);
    }

    /** The wire form as text. Allocates. */
    public String text() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /** Equal when the wire forms are the same bytes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonValue that
                && Arrays.equals(bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[offset + i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return text();
    }
}

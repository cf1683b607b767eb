package io.sluice.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a JSON string as it stands on the wire, escapes and all: what one dialect escaped another can take over
 * byte for byte. Immutable, but a view: the bytes are borrowed from whoever made it (a cursor lends them until its next
 * {@link JsonCursor#wrap}); {@link #copy} what must live longer. Holds valid JSON string content, always.
 */
public final class JsonString {
    /** The string without characters. */
    public static final JsonString EMPTY = new JsonString(new byte[0], 0, 0, false);

    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final boolean escaped;

    private JsonString(byte[] bytes, int offset, int length, boolean escaped) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.escaped = escaped;
    }

    /**
     * Views content that is known to be valid inside a JSON string.
     *
     * @param escaped whether a backslash is among the bytes; true is always safe
     */
    public static JsonString view(byte[] bytes, int offset, int length, boolean escaped) {
        return length == 0 ? EMPTY : new JsonString(bytes, offset, length, escaped);
    }

    /** The content that stands for a text. Allocates: for constants and the cold path. */
    public static JsonString of(String text) {
        final ByteBuf out = Unpooled.buffer(text.length() + 8);
        JsonText.escape(out, text);
        return view(out.array(), out.arrayOffset(), out.readableBytes(), true);
    }

    /** Length on the wire in bytes, escapes counted as written. */
    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** Whether the bytes may differ from the text they stand for. */
    public boolean isEscaped() {
        return escaped;
    }

    /** The array that holds the wire form, from {@link #offset} on; borrowed, not to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    /** The byte at a place of the wire form. */
    public byte byteAt(int index) {
        return bytes[offset + index];
    }

    /** A part of the wire form; the caller sees to it that no escape is cut. */
    public JsonString slice(int from, int to) {
        return view(bytes, offset + from, to - from, escaped);
    }

    /** The same, in bytes of its own. */
    public JsonString copy() {
        return length == 0
                ? EMPTY
                : new JsonString(Arrays.copyOfRange(bytes, offset, offset + length), 0, length, escaped);
    }

    /** Writes the content, without quotes. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes, offset, length);
    }

    /** The text, decoded. Allocates. */
    public String text() {
        if (!escaped) {
            return new String(bytes, offset, length, StandardCharsets.UTF_8);
        }
        final byte[] decoded = decoded();
        return new String(decoded, StandardCharsets.UTF_8);
    }

    /** The decoded text as UTF-8, in bytes of its own. A lone surrogate becomes U+FFFD. */
    public byte[] decoded() {
        if (!escaped) {
            return Arrays.copyOfRange(bytes, offset, offset + length);
        }
        final byte[] into = new byte[length + 3];
        final StringReader reader = new StringReader();
        reader.start(into);
        final byte[] closed = Arrays.copyOfRange(bytes, offset, offset + length + 1);
        closed[length] = '"';
        reader.read(closed, 0, closed.length);
        return Arrays.copyOf(into, Math.max(0, reader.textLength()));
    }

    /** Whether the text is this ASCII word. */
    public boolean is(String ascii) {
        if (escaped) {
            return text().equals(ascii);
        }
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

    /** Whether the text begins with this ASCII word, which has no character that JSON escapes. */
    public boolean startsWith(String ascii) {
        if (length < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[offset + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Equal when the wire forms are the same bytes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonString that
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
        return '"' + new String(bytes, offset, length, StandardCharsets.UTF_8) + '"';
    }
}

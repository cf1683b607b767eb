package io.sluice.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Writer of JSON strings. A surrogate without its other half is written as U+FFFD, so that the result is always valid UTF-8. */
public final class JsonText {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private JsonText() {}

    /** Writes the text as a JSON string, with its quotes. */
    public static void quote(ByteBuf out, CharSequence text) {
        out.writeByte('"');
        escape(out, text);
        out.writeByte('"');
    }

    /** Writes the text as the inside of a JSON string. */
    public static void escape(ByteBuf out, CharSequence text) {
        final int length = text.length();
        for (int i = 0; i < length; i++) {
            final char c = text.charAt(i);
            if (c >= 0x80) {
                if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                    writeUtf8(out, Character.toCodePoint(c, text.charAt(++i)));
                } else {
                    writeUtf8(out, Character.isSurrogate(c) ? 0xfffd : c);
                }
            } else {
                escape(out, (byte) c);
            }
        }
    }

    /** Writes valid UTF-8 as the inside of a JSON string. */
    public static void escape(ByteBuf out, ByteBuf utf8, int index, int length) {
        final int end = index + length;
        for (int at = index; at < end; at++) {
            escape(out, utf8.getByte(at));
        }
    }

    /** Writes one byte of text: escaped if it is ASCII and needs it, else as it is. */
    static void escape(ByteBuf out, byte b) {
        if (b < 0 || b >= ' ' && b != '"' && b != '\\') {
            out.writeByte(b);
            return;
        }
        out.writeByte('\\');
        switch (b) {
            case '"', '\\' -> out.writeByte(b);
            case '\b' -> out.writeByte('b');
            case '\f' -> out.writeByte('f');
            case '\n' -> out.writeByte('n');
            case '\r' -> out.writeByte('r');
            case '\t' -> out.writeByte('t');
            default -> {
                out.writeByte('u');
                out.writeByte('0');
                out.writeByte('0');
                out.writeByte(HEX[b >> 4]);
                out.writeByte(HEX[b & 0xf]);
            }
        }
    }

    /** The text as a JSON string, with its quotes: for what is prepared once, such as a mapped model name. */
    public static byte[] quoted(CharSequence text) {
        final ByteBuf out = Unpooled.buffer(text.length() + 16);
        quote(out, text);
        final byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static void writeUtf8(ByteBuf out, int codePoint) {
        switch (Utf8.length(codePoint)) {
            case 2 -> out.writeByte(0xc0 | codePoint >> 6);
            case 3 -> {
                out.writeByte(0xe0 | codePoint >> 12);
                out.writeByte(0x80 | codePoint >> 6 & 0x3f);
            }
            default -> {
                out.writeByte(0xf0 | codePoint >> 18);
                out.writeByte(0x80 | codePoint >> 12 & 0x3f);
                out.writeByte(0x80 | codePoint >> 6 & 0x3f);
            }
        }
        out.writeByte(0x80 | codePoint & 0x3f);
    }
}

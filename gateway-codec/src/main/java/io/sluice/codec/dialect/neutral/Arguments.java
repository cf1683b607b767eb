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

    private static final int HEX_DIGITS = 4;
    private static final int REPLACEMENT = 0xfffd;
    private static final byte[] RAW = "{\"_raw\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RAW_END = "\"}".getBytes(StandardCharsets.US_ASCII);

    private Arguments() {}

    /** The object that the text tells; none for no text; for a text that is no JSON object an object that holds it as {@code _raw}. */
    public static JsonValue read(JsonString text) {
        return read(text, new JsonCursor());
    }

    /**
     * The same for a caller that has a cursor to spare.
     *
     * @param scratch used for a while; the result doesn't depend on it
     */
    public static JsonValue read(JsonString text, JsonCursor scratch) {
        if (text.isEmpty()) {
            return NONE;
        }
        final JsonValue told = decoded(text);
        return isObject(told, scratch) ? told : raw(text);
    }

    /** Whether the bytes are one whole JSON object. */
    public static boolean isObject(JsonValue value) {
        return isObject(value, new JsonCursor());
    }

    private static boolean isObject(JsonValue value, JsonCursor scratch) {
        value.read(scratch);
        return scratch.next() == JsonToken.OBJECT && scratch.skip() && scratch.next() == JsonToken.END;
    }

    /** The text without its escapes, which are never shorter than what they stand for. */
    private static JsonValue decoded(JsonString text) {
        final int length = text.length();
        final byte[] into = new byte[length];
        int to = 0;
        int at = 0;
        while (at < length) {
            final byte b = text.byteAt(at++);
            if (b != '\\' || at == length) {
                into[to++] = b;
                continue;
            }
            final byte escape = text.byteAt(at++);
            if (escape != 'u') {
                into[to++] = plain(escape);
                continue;
            }
            int codePoint = codeUnit(text, at);
            at += HEX_DIGITS;
            if (Character.isHighSurrogate((char) codePoint) && isEscapedUnit(text, at)) {
                final int low = codeUnit(text, at + 2);
                if (Character.isLowSurrogate((char) low)) {
                    codePoint = Character.toCodePoint((char) codePoint, (char) low);
                    at += 2 + HEX_DIGITS;
                }
            }
            to = utf8(codePoint, into, to);
        }
        return JsonValue.view(into, 0, to);
    }

    private static boolean isEscapedUnit(JsonString text, int at) {
        return at + 1 < text.length() && text.byteAt(at) == '\\' && text.byteAt(at + 1) == 'u';
    }

    private static byte plain(byte escape) {
        return switch (escape) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> escape;
        };
    }

    private static int codeUnit(JsonString text, int from) {
        int unit = 0;
        for (int i = from; i < from + HEX_DIGITS && i < text.length(); i++) {
            unit = unit << 4 | Character.digit(text.byteAt(i), 16);
        }
        return unit;
    }

    private static int utf8(int codePoint, byte[] into, int at) {
        int to = at;
        if (codePoint < 0x80) {
            into[to++] = (byte) codePoint;
            return to;
        }
        final int whole =
                codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? REPLACEMENT : codePoint;
        if (whole < 0x800) {
            into[to++] = (byte) (0xc0 | whole >> 6);
        } else if (whole < 0x10000) {
            into[to++] = (byte) (0xe0 | whole >> 12);
            into[to++] = (byte) (0x80 | whole >> 6 & 0x3f);
        } else {
            into[to++] = (byte) (0xf0 | whole >> 18);
            into[to++] = (byte) (0x80 | whole >> 12 & 0x3f);
            into[to++] = (byte) (0x80 | whole >> 6 & 0x3f);
        }
        into[to++] = (byte) (0x80 | whole & 0x3f);
        return to;
    }

    private static JsonValue raw(JsonString text) {
        final ByteBuf out = Unpooled.buffer(RAW.length + text.length() + RAW_END.length);
        out.writeBytes(RAW);
        text.writeTo(out);
        out.writeBytes(RAW_END);
        return JsonValue.view(out.array(), 0, out.readableBytes());
    }
}

package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonValue;

/** JSON without white space between its tokens, which then lies on one line: numbers, strings and order stay as they were written. */
public final class CompactJson {
    private CompactJson() {}

    /** The same value without white space: itself when it has none. */
    public static JsonValue of(JsonValue value) {
        boolean inString = false;
        for (int i = 0; i < value.length(); i++) {
            final byte b = value.byteAt(i);
            if (inString) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    inString = false;
                }
            } else if (b == '"') {
                inString = true;
            } else if (b <= ' ' && b >= 0) {
                return compacted(value);
            }
        }
        return value;
    }

    private static JsonValue compacted(JsonValue value) {
        final ByteBuf out = Unpooled.buffer(value.length());
        boolean inString = false;
        for (int i = 0; i < value.length(); i++) {
            final byte b = value.byteAt(i);
            if (inString) {
                out.writeByte(b);
                if (b == '\\') {
                    out.writeByte(value.byteAt(++i));
                } else if (b == '"') {
                    inString = false;
                }
            } else if (b > ' ' || b < 0) {
                inString = b == '"';
                out.writeByte(b);
            }
        }
        return JsonValue.view(out.array(), out.arrayOffset(), out.readableBytes());
    }
}

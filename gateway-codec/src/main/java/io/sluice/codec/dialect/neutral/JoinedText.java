package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/** Texts one behind the other. A single one stays the view it is. */
public final class JoinedText {
    private JsonString first = JsonString.EMPTY;
    private @Nullable ByteBuf joined;

    public void begin() {
        first = JsonString.EMPTY;
        joined = null;
    }

    public void add(JsonString text) {
        if (first.isEmpty()) {
            first = text;
            return;
        }
        ByteBuf all = joined;
        if (all == null) {
            all = Unpooled.buffer(first.length() + text.length());
            first.writeTo(all);
            joined = all;
        }
        text.writeTo(all);
    }

    public JsonString text() {
        final ByteBuf all = joined;
        return all == null ? first : JsonString.view(all.array(), 0, all.readableBytes(), true);
    }
}

package io.sluice.codec.dialect.anthropic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/** Texts one behind the other. A single one stays the view it is. */
final class JoinedText {
    private JsonString first = JsonString.EMPTY;
    private @Nullable ByteBuf joined;

    void begin() {
        first = JsonString.EMPTY;
        joined = null;
    }

    void add(JsonString text) {
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

    JsonString text() {
        final ByteBuf all = joined;
        return all == null ? first : JsonString.view(all.array(), 0, all.readableBytes(), true);
    }
}

package io.sluice.codec.dialect.responses;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Part;
import io.sluice.codec.json.JsonString;
import java.util.List;

/** Texts of several parts as one. */
final class Texts {
    /** A line left blank, as the inside of a JSON string: what stands between the parts of a summary. */
    static final JsonString BLANK_LINE = JsonString.of("\n\n");

    private Texts() {}

    /** The texts among the parts, one behind the other; a view when there is only one. */
    static JsonString joined(List<Part> parts, JsonString between) {
        JsonString only = JsonString.EMPTY;
        int texts = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Text text) {
                only = text.text();
                texts++;
            }
        }
        return texts < 2 ? only : manyJoined(parts, between);
    }

    private static JsonString manyJoined(List<Part> parts, JsonString between) {
        final ByteBuf out = Unpooled.buffer();
        boolean first = true;
        for (final Part part : parts) {
            if (part instanceof Part.Text text) {
                if (!first) {
                    between.writeTo(out);
                }
                text.text().writeTo(out);
                first = false;
            }
        }
        return JsonString.view(out.array(), 0, out.readableBytes(), true);
    }

    static JsonString joined(JsonString first, JsonString second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        final ByteBuf out = Unpooled.buffer(first.length() + second.length());
        first.writeTo(out);
        second.writeTo(out);
        return JsonString.view(out.array(), 0, out.readableBytes(), true);
    }
}

package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as a tree of {@link Map}s, {@link List}s and raw {@link JsonValue}s, for schemas whose form changes as a whole. Members
 * keep their order and numbers their digits. Cold.
 */
final class Tree {
    private final JsonCursor cursor = new JsonCursor();
    private final JsonWriter json = new JsonWriter();

    private Tree() {}

    static Object read(JsonValue value) {
        final Tree tree = new Tree();
        value.read(tree.cursor);
        tree.cursor.next();
        return tree.node();
    }

    private Object node() {
        return switch (cursor.token()) {
            case JsonToken.OBJECT -> {
                final Map<String, Object> members = new LinkedHashMap<>();
                while (cursor.next() == JsonToken.NAME) {
                    final String name = cursor.text();
                    cursor.next();
                    members.put(name, node());
                }
                yield members;
            }
            case JsonToken.ARRAY -> {
                final List<Object> elements = new ArrayList<>();
                int token;
                while ((token = cursor.next()) != JsonToken.ARRAY_END && token != JsonToken.FAILED) {
                    elements.add(node());
                }
                yield elements;
            }
            default -> cursor.value();
        };
    }

    static JsonValue write(Object node) {
        final Tree tree = new Tree();
        final ByteBuf out = Unpooled.buffer();
        tree.json.begin(out);
        tree.put(node);
        return JsonValue.view(out.array(), out.arrayOffset(), out.readableBytes());
    }

    private void put(Object node) {
        if (node instanceof Map<?, ?> members) {
            json.object();
            for (final Map.Entry<?, ?> member : members.entrySet()) {
                json.member(name(String.valueOf(member.getKey())));
                put(member.getValue());
            }
            json.endObject();
        } else if (node instanceof List<?> elements) {
            json.array();
            for (final Object element : elements) {
                put(element);
            }
            json.endArray();
        } else {
            json.value((JsonValue) node);
        }
    }

    private static byte[] name(String name) {
        final ByteBuf out = Unpooled.buffer(name.length() + 4);
        out.writeByte('"');
        JsonString.of(name).writeTo(out);
        out.writeByte('"').writeByte(':');
        final byte[] prepared = new byte[out.readableBytes()];
        out.readBytes(prepared);
        return prepared;
    }

    /** The members of an object, or null when it is none. */
    @SuppressWarnings("unchecked") // every map in a tree was made by this class, with names for keys
    static @Nullable Map<String, Object> object(@Nullable Object node) {
        return node instanceof Map<?, ?> members ? (Map<String, Object>) members : null;
    }

    /** The elements of an array, or null when it is none. */
    static @Nullable List<?> array(@Nullable Object node) {
        return node instanceof List<?> elements ? elements : null;
    }

    /** The text of a string, or null when it is none. */
    static @Nullable String text(@Nullable Object node) {
        if (!(node instanceof JsonValue value) || value.length() < 2 || value.byteAt(0) != '"') {
            return null;
        }
        final JsonCursor inside = new JsonCursor();
        value.read(inside);
        inside.next();
        return inside.text();
    }

    static boolean is(@Nullable Object node, String literal) {
        return node instanceof JsonValue value && value.is(literal);
    }

    /** A string as a leaf. */
    static JsonValue leaf(String text) {
        final ByteBuf out = Unpooled.buffer(text.length() + 4);
        out.writeByte('"');
        JsonString.of(text).writeTo(out);
        out.writeByte('"');
        return JsonValue.view(out.array(), out.arrayOffset(), out.readableBytes());
    }
}

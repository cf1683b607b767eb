package io.sluice.codec.dialect.gemini;

import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.NameTable;
import java.util.Locale;

/** Names of members as proto3 JSON takes them: in camel case and in snake case alike. Immutable. */
final class ProtoNames {
    private final NameTable table;

    private ProtoNames(NameTable table) {
        this.table = table;
    }

    /** The names of an enum's constants; the index of each is its ordinal. */
    static ProtoNames of(Enum<?>[] constants) {
        final String[] names = new String[2 * constants.length];
        for (final Enum<?> constant : constants) {
            final String snake = constant.name().toLowerCase(Locale.ROOT);
            names[2 * constant.ordinal()] = camel(snake);
            names[2 * constant.ordinal() + 1] = snake;
        }
        return new ProtoNames(NameTable.of(names));
    }

    /** The index of the member's name read last, or -1. */
    int in(JsonCursor cursor) {
        return cursor.nameIn(table) >> 1;
    }

    /** A name in the form the vendor writes. */
    static String camel(String snake) {
        final StringBuilder camel = new StringBuilder(snake.length());
        boolean upper = false;
        for (int i = 0; i < snake.length(); i++) {
            final char c = snake.charAt(i);
            if (c == '_' && i > 0) {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }
}

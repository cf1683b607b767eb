package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;

/** Watches a call's argument text go by and tells when it is a whole JSON object. Owned by one thread, allocates nothing. */
final class ArgumentsEnd {
    private static final int HEX_DIGITS = 4;
    private static final int HEX = 16;

    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean complete;

    void begin() {
        depth = 0;
        inString = false;
        escaped = false;
        complete = false;
    }

    /** Nothing but white space can follow. */
    boolean isComplete() {
        return complete;
    }

    void feed(JsonString fragment) {
        final int length = fragment.length();
        int at = 0;
        while (at < length) {
            final byte b = fragment.byteAt(at++);
            if (b != '\\' || at == length) {
                character(b);
                continue;
            }
            final byte escape = fragment.byteAt(at++);
            if (escape == 'u') {
                character(codeUnit(fragment, at));
                at += HEX_DIGITS;
            } else {
                character(escape == '"' || escape == '\\' ? escape : ' ');
            }
        }
    }

    private static int codeUnit(JsonString fragment, int from) {
        int unit = 0;
        for (int i = from; i < from + HEX_DIGITS && i < fragment.length(); i++) {
            unit = unit * HEX + Character.digit(fragment.byteAt(i), HEX);
        }
        return unit;
    }

    private void character(int c) {
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '"') {
                inString = false;
            }
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
            complete |= depth == 0;
        }
    }
}

package io.sluice.codec.json;

/**
 * Finds where a value ends that lies in one piece, and that it is valid on the way: as strict as {@link BodyScanner}, but quick, for it neither evaluates anything nor
 * tells what is wrong. All numbers are indices of the array.
 */
final class ValueEnd {
    /** The value is cut, or isn't JSON. */
    static final int BROKEN = Integer.MIN_VALUE;

    /** Containers within a container that fit the bits of a long. */
    private static final int MAX_LEVELS = Long.SIZE;

    private ValueEnd() {}

    /** Index of the first byte that isn't white space, or {@code end}. */
    static int behindSpace(byte[] in, int from, int end) {
        int at = from;
        while (at < end && in[at] <= ' ' && isSpace(in[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /**
     * The closing quote of a string, inverted ({@code ~}) when there are escapes before it; or {@link #BROKEN}.
     *
     * @param from behind the opening quote
     */
    static int ofString(byte[] in, int from, int end) {
        final int stop = StringStops.find(in, from, end);
        return stop < end && in[stop] == '"' ? stop : ofLongString(in, stop, end);
    }

    private static int ofLongString(byte[] in, int from, int end) {
        boolean escaped = false;
        int at = from;
        while (at < end) {
            final byte b = in[at];
            if (b == '"') {
                return escaped ? ~at : at;
            }
            final int behind;
            if (b == '\\') {
                escaped = true;
                behind = behindEscape(in, at + 1, end);
            } else {
                behind = Utf8.skip(in, at, end);
            }
            if (behind <= at) {
                return BROKEN;
            }
            at = StringStops.find(in, behind, end);
        }
        return BROKEN;
    }

    private static int behindEscape(byte[] in, int at, int end) {
        if (at == end) {
            return BROKEN;
        }
        return switch (in[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
            case 'u' -> behindHex(in, at + 1, end);
            default -> BROKEN;
        };
    }

    private static int behindHex(byte[] in, int from, int end) {
        if (end - from < 4) {
            return BROKEN;
        }
        for (int at = from; at < from + 4; at++) {
            if (!isHex(in[at])) {
                return BROKEN;
            }
        }
        return from + 4;
    }

    private static boolean isHex(byte b) {
        final int letter = b | 0x20;
        return isDigit(b) || (letter >= 'a' && letter <= 'f');
    }

    /** Index behind a number, or, inverted ({@code ~}), of the byte that is wrong. */
    static int ofNumber(byte[] in, int from, int end) {
        int at = in[from] == '-' ? from + 1 : from;
        if (at < end && in[at] == '0') {
            at++;
        } else {
            at = behindDigits(in, at, end);
        }
        if (at > 0 && at < end && in[at] == '.') {
            at = behindDigits(in, at + 1, end);
        }
        if (at > 0 && at < end && (in[at] | 0x20) == 'e') {
            final boolean signed = at + 1 < end && (in[at + 1] == '+' || in[at + 1] == '-');
            at = behindDigits(in, signed ? at + 2 : at + 1, end);
        }
        return at;
    }

    private static int behindDigits(byte[] in, int from, int end) {
        int at = from;
        while (at < end && isDigit(in[at])) {
            at++;
        }
        return at == from ? ~at : at;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Index behind {@code true}, {@code false} or {@code null}, or, inverted ({@code ~}), of the byte that is wrong. */
    static int ofLiteral(byte[] in, int from, int end) {
        final byte[] literal = literal(in[from]);
        int matched = 0;
        while (matched < literal.length && from + matched < end && in[from + matched] == literal[matched]) {
            matched++;
        }
        return matched > 0 && matched == literal.length ? from + matched : ~(from + matched);
    }

    private static byte[] literal(byte first) {
        return switch (first) {
            case 't' -> TRUE;
            case 'f' -> FALSE;
            case 'n' -> NULL;
            default -> NO_LITERAL;
        };
    }

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] NO_LITERAL = {};

    /**
     * Index behind an object or an array; negative when it is broken, or nests too deep for this.
     *
     * @param from its opening bracket
     * @param maxLevels how deep it may nest, itself included
     */
    static int ofContainer(byte[] in, int from, int end, int maxLevels) {
        final int most = Math.min(maxLevels, MAX_LEVELS);
        long arrays = arrayBit(in[from]); // lowest bit: the innermost container is an array
        int level = 1;
        boolean opened = true;
        int at = behindSpace(in, from + 1, end);
        while (at < end) {
            if (!opened || in[at] != closing(arrays)) {
                at = (arrays & 1) != 0 ? at : behindName(in, at, end);
                if (at < 0 || at >= end) {
                    return BROKEN;
                }
                final byte b = in[at];
                if (b == '{' || b == '[') {
                    if (level++ == most) {
                        return BROKEN;
                    }
                    arrays = arrays << 1 | arrayBit(b);
                    opened = true;
                    at = behindSpace(in, at + 1, end);
                    continue;
                }
                at = ofScalar(in, at, end);
            }
            opened = false;
            for (; ; ) {
                at = at < 0 ? end : behindSpace(in, at, end);
                if (at == end) {
                    return BROKEN;
                }
                final byte b = in[at++];
                if (b == ',') {
                    break;
                }
                if (b != closing(arrays)) {
                    return BROKEN;
                }
                arrays >>>= 1;
                if (--level == 0) {
                    return at;
                }
            }
            at = behindSpace(in, at, end);
        }
        return BROKEN;
    }

    private static long arrayBit(byte opening) {
        return opening == '[' ? 1 : 0;
    }

    private static byte closing(long arrays) {
        return (arrays & 1) != 0 ? (byte) ']' : (byte) '}';
    }

    /** Index of a member's value. */
    private static int behindName(byte[] in, int from, int end) {
        if (in[from] != '"') {
            return BROKEN;
        }
        final int quote = ofString(in, from + 1, end);
        if (quote == BROKEN) {
            return BROKEN;
        }
        final int colon = behindSpace(in, (quote < 0 ? ~quote : quote) + 1, end);
        return colon < end && in[colon] == ':' ? behindSpace(in, colon + 1, end) : BROKEN;
    }

    private static int ofScalar(byte[] in, int from, int end) {
        final byte b = in[from];
        if (b == '"') {
            final int quote = ofString(in, from + 1, end);
            return quote == BROKEN ? BROKEN : (quote < 0 ? ~quote : quote) + 1;
        }
        return b == '-' || isDigit(b) ? ofNumber(in, from, end) : ofLiteral(in, from, end);
    }
}

package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;

/**
 * What stands between the parts of one multipart body: CR LF, two dashes and the boundary of its content type (RFC 2046 5.1.1).
 * Finds it across any cuts: its CR is nowhere else in it, so a broken match begins anew at once.
 */
final class MultipartDelimiter {
    private static final int MAX_BOUNDARY = 70;
    private static final byte[] START = Names.of("\r\n--");
    private static final byte[] MEDIA_TYPE = Names.of("multipart/form-data");
    private static final byte[] BOUNDARY = Names.of("boundary=");

    private final byte[] bytes = new byte[START.length + MAX_BOUNDARY];
    private int length;
    private int matched;

    MultipartDelimiter() {
        System.arraycopy(START, 0, bytes, 0, START.length);
    }

    int length() {
        return length;
    }

    /** Begins to look for it; the first one of a body has no line before it. */
    void restart(boolean atLineStart) {
        matched = atLineStart ? 2 : 0;
    }

    /** Nothing of it was seen last. */
    boolean isOut() {
        return matched == 0;
    }

    /** Takes one byte; true when it completed the delimiter. */
    boolean completes(byte b) {
        if (b == bytes[matched]) {
            matched++;
            return matched == length;
        }
        matched = b == '\r' ? 1 : 0;
        return false;
    }

    /**
     * Takes the boundary out of a content type. Quotes anywhere else, escapes and a second boundary are refused: readers differ
     * in what they make of them.
     */
    boolean read(ByteBuf type, int index, int end) {
        length = 0;
        if (!isAt(type, index, end, MEDIA_TYPE)) {
            return false;
        }
        int at = skipSpace(type, index + MEDIA_TYPE.length, end);
        while (at < end) {
            if (type.getByte(at) != ';') {
                return false;
            }
            at = skipSpace(type, at + 1, end);
            if (isAt(type, at, end, BOUNDARY)) {
                at = length > 0 ? -1 : boundary(type, at + BOUNDARY.length, end);
                if (at < 0) {
                    return false;
                }
                at = skipSpace(type, at, end);
            } else {
                at = otherParameter(type, at, end);
            }
        }
        return length > 0;
    }

    private static int otherParameter(ByteBuf type, int from, int end) {
        int at = from;
        while (at < end && type.getByte(at) != ';') {
            if (type.getByte(at) == '"') {
                // Where this parameter ends can't be said for every reader: the caller then misses its semicolon.
                return at;
            }
            at++;
        }
        return at;
    }

    /** Copies the boundary; returns the index behind it, -1 when it's none. */
    private int boundary(ByteBuf type, int from, int end) {
        final boolean quoted = from < end && type.getByte(from) == '"';
        int at = quoted ? from + 1 : from;
        int to = START.length;
        while (at < end && isBoundaryByte(type.getByte(at), quoted)) {
            if (to == bytes.length) {
                return -1;
            }
            bytes[to++] = type.getByte(at++);
        }
        if (to == START.length || (quoted && (at == end || type.getByte(at) != '"'))) {
            return -1;
        }
        length = to;
        return quoted ? at + 1 : at;
    }

    private static boolean isBoundaryByte(byte b, boolean quoted) {
        if (quoted) {
            return b >= ' ' && b != '"' && b != '\\';
        }
        return b > ' ' && b != '"' && b != ';' && b != ',' && b != 0x7f;
    }

    private static int skipSpace(ByteBuf type, int from, int end) {
        int at = from;
        while (at < end && (type.getByte(at) == ' ' || type.getByte(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean isAt(ByteBuf text, int from, int end, byte[] lowerCase) {
        if (end - from < lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (Names.lower(text.getByte(from + i)) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}

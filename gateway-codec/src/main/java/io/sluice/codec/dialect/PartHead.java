package io.sluice.codec.dialect;

import java.util.Arrays;

/**
 * Gathers the head of one part of a form and tells which field it is. Strict, since what reads the form upstream must come to
 * the same: line ends are CR LF, no folded lines, one Content-Disposition with one plain name. States: LINE > CR > LINE … DONE.
 */
final class PartHead {
    /** Longest head of a part, in bytes. */
    static final int MAX_LENGTH = 2048;

    private static final byte[] DISPOSITION = Names.of("content-disposition:");
    private static final byte[] NAME = Names.of("name");
    private static final byte[] FILE_NAME = Names.of("filename");
    private static final byte[] MODEL = Names.of("model");
    private static final byte[] STREAM = Names.of("stream");

    enum Field {
        OTHER,
        MODEL,
        STREAM,
        /** The head can be read in more than one way. */
        UNCLEAR
    }

    private final byte[] bytes = new byte[MAX_LENGTH];
    private int length;
    private int lineStart;
    private boolean afterCarriageReturn;
    private boolean described;
    private Field field = Field.OTHER;

    void reset() {
        length = 0;
        lineStart = 0;
        afterCarriageReturn = false;
        described = false;
        field = Field.OTHER;
    }

    /** Which field the part is; known once the head is complete. */
    Field field() {
        return field;
    }

    /** Takes one byte; true when the head is over: complete, or unclear. */
    boolean completes(byte b) {
        if (afterCarriageReturn) {
            afterCarriageReturn = false;
            return b == '\n' ? endLine() : unclear();
        }
        if (b == '\r') {
            afterCarriageReturn = true;
            return false;
        }
        if (length == MAX_LENGTH || b == '\n' || b == 0 || (length == lineStart && (b == ' ' || b == '\t'))) {
            return unclear();
        }
        bytes[length++] = b;
        return false;
    }

    private boolean unclear() {
        field = Field.UNCLEAR;
        return true;
    }

    private boolean endLine() {
        if (length == lineStart) {
            return true;
        }
        if (isAt(lineStart, DISPOSITION)) {
            if (described) {
                return unclear();
            }
            described = true;
            field = disposition(lineStart + DISPOSITION.length);
        }
        lineStart = length;
        return field == Field.UNCLEAR;
    }

    private Field disposition(int from) {
        Field named = Field.OTHER;
        boolean isNamed = false;
        boolean isFile = false;
        int at = behindValue(from);
        while (at < length) {
            at = skipSpace(at + 1);
            final int nameEnd = tokenEnd(at);
            final int next = behindValue(nameEnd);
            if (nameEnd - at >= NAME.length && isAt(at, NAME)) {
                if (isNamed || nameEnd - at > NAME.length) {
                    return Field.UNCLEAR;
                }
                isNamed = true;
                named = named(nameEnd, next);
            }
            isFile |= isAt(at, FILE_NAME);
            at = next;
        }
        return isFile && named != Field.UNCLEAR ? Field.OTHER : named;
    }

    /** The field whose name stands behind an equals sign. */
    private Field named(int from, int end) {
        if (from >= end || bytes[from] != '=') {
            return Field.UNCLEAR;
        }
        int start = from + 1;
        int stop = end;
        while (stop > start && bytes[stop - 1] == ' ') {
            stop--;
        }
        if (start < stop && bytes[start] == '"') {
            start++;
            stop--;
            if (stop < start || bytes[stop] != '"') {
                return Field.UNCLEAR;
            }
        }
        for (int i = start; i < stop; i++) {
            if (bytes[i] == '\\' || bytes[i] == '"' || bytes[i] == '%') {
                return Field.UNCLEAR;
            }
        }
        if (Arrays.equals(bytes, start, stop, MODEL, 0, MODEL.length)) {
            return Field.MODEL;
        }
        return Arrays.equals(bytes, start, stop, STREAM, 0, STREAM.length) ? Field.STREAM : Field.OTHER;
    }

    /** Index of the next semicolon outside quotes, or the end. */
    private int behindValue(int from) {
        boolean quoted = false;
        for (int at = from; at < length; at++) {
            final byte b = bytes[at];
            if (b == '"') {
                quoted = !quoted;
            } else if (b == '\\' && quoted) {
                at++;
            } else if (b == ';' && !quoted) {
                return at;
            }
        }
        return length;
    }

    private int tokenEnd(int from) {
        int at = from;
        while (at < length && bytes[at] != '=' && bytes[at] != ';' && bytes[at] != ' ' && bytes[at] != '"') {
            at++;
        }
        return at;
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < length && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    private boolean isAt(int from, byte[] lowerCase) {
        if (length - from < lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (Names.lower(bytes[from + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}

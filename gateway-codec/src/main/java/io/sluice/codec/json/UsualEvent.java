package io.sluice.codec.json;

import java.util.Arrays;

/**
 * Recognises a document that is written like one before it, byte for byte but for some strings and numbers: almost all events of a stream. What was read once needs
 * comparing only, and is as valid as it was. One of the holes is the text, which the reader wants, some may be counts; the others are read over. Owned by one thread; bounded memory, and it
 * stops learning where nothing comes again.
 */
public final class UsualEvent {
    private static final int MAX_HOLES = 8;
    private static final int MAX_COUNT_DIGITS = 15;
    private static final int MAX_LENGTH = 1024;
    private static final int MAX_TRIES = 8;
    /** For the next one of the kind, which may be somewhat longer. */
    private static final int LENGTH_MARGIN = 32;

    private byte[] known = {};
    private final int[] ends = new int[MAX_HOLES + 1];
    private final boolean[] strings = new boolean[MAX_HOLES];
    private final boolean[] counts = new boolean[MAX_HOLES];
    private final long[] values = new long[MAX_HOLES];
    private int holes;
    private int textHole;
    private boolean learnt;
    private int tries;

    private final int[] foundAt = new int[MAX_HOLES];
    private final int[] foundEnd = new int[MAX_HOLES];
    private final boolean[] foundString = new boolean[MAX_HOLES];
    private final boolean[] foundCount = new boolean[MAX_HOLES];
    private int found;
    private int foundText;
    private boolean unusual;

    private int textIndex;
    private int textLength;
    private boolean textEscaped;

    /** Forgets everything: another stream begins. */
    public void reset() {
        learnt = false;
        tries = 0;
    }

    /**
     * Reads the document that the cursor was wrapped around, if it is a usual one: then {@link #textIndex} tells where its text lies, and the cursor isn't to be
     * asked any further; else the cursor is as it was and the reader's marks are awaited.
     */
    public boolean read(JsonCursor cursor) {
        if (learnt && matches(cursor.bytes(), cursor.from(), cursor.end())) {
            textIndex += cursor.toIndex();
            tries = 0;
            return true;
        }
        found = 0;
        foundText = -1;
        unusual = tries == MAX_TRIES;
        return false;
    }

    private boolean matches(byte[] in, int from, int end) {
        int at = from;
        int piece = 0;
        int counted = 0;
        for (int hole = 0; hole <= holes; hole++) {
            final int length = ends[hole] - piece;
            if (end - at < length || !Arrays.equals(known, piece, ends[hole], in, at, at + length)) {
                return false;
            }
            at += length;
            piece = ends[hole];
            if (hole < holes) {
                at = counts[hole]
                        ? count(in, at, end, counted++)
                        : strings[hole] ? string(in, at, end, hole) : number(in, at, end);
                if (at < 0) {
                    return false;
                }
            }
        }
        return at == end && textLength > 0;
    }

    private int string(byte[] in, int at, int end, int hole) {
        final int quote = ValueEnd.ofString(in, at, end);
        if (quote == ValueEnd.BROKEN) {
            return -1;
        }
        final int close = quote < 0 ? ~quote : quote;
        if (hole == textHole) {
            textIndex = at;
            textLength = close - at;
            textEscaped = quote < 0;
        }
        return close;
    }

    private static int number(byte[] in, int at, int end) {
        if (at == end || in[at] < '0' || in[at] > '9') {
            return -1;
        }
        return ValueEnd.ofNumber(in, at, end);
    }

    private int count(byte[] in, int from, int end, int place) {
        long value = 0;
        int at = from;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            value = value * 10 + in[at++] - '0';
            if (at - from > MAX_COUNT_DIGITS) {
                return -1;
            }
        }
        values[place] = value;
        return at == from || in[from] == '0' && at - from > 1 ? -1 : at;
    }

    /**
     * A count of the document read last.
     *
     * @param place in the order of {@link #markCount}
     */
    public long count(int place) {
        return values[place];
    }

    /** Where the text lies, as {@link JsonCursor#valueIndex}. It is never empty. */
    public int textIndex() {
        return textIndex;
    }

    public int textLength() {
        return textLength;
    }

    /** The text as the document has it: a view, valid until the cursor's next {@link JsonCursor#wrap}. */
    public JsonString text(JsonCursor cursor) {
        return JsonString.view(cursor.bytes(), textIndex - cursor.toIndex(), textLength, textEscaped);
    }

    /** The string that the cursor is at is the text; a document that has two, or a name as its text, is no usual one. */
    public void markText(JsonCursor cursor) {
        unusual |= foundText >= 0 || cursor.token() != JsonToken.STRING;
        foundText = found;
        mark(cursor);
    }

    /** The string or number that the cursor is at may be any other next time; whatever else it is, it may not. */
    public void markHole(JsonCursor cursor) {
        if (cursor.token() == JsonToken.STRING || cursor.token() == JsonToken.NUMBER) {
            mark(cursor);
        }
    }

    /** The number that the cursor is at is a count, which the reader wants to know. Returns false when it is none: then it may not change. */
    public boolean markCount(JsonCursor cursor) {
        if (found == MAX_HOLES
                || !cursor.isWholeNumber()
                || cursor.longValue() < 0
                || cursor.valueLength() > MAX_COUNT_DIGITS) {
            unusual |= found == MAX_HOLES;
            return false;
        }
        mark(cursor);
        foundCount[found - 1] = true;
        return true;
    }

    private void mark(JsonCursor cursor) {
        if (found == MAX_HOLES) {
            unusual = true;
            return;
        }
        foundAt[found] = cursor.valueIndex() - cursor.toIndex();
        foundEnd[found] = foundAt[found] + cursor.valueLength();
        foundString[found] = cursor.token() == JsonToken.STRING;
        foundCount[found] = false;
        found++;
    }

    /** The document that the cursor has just read to its end, with the marks set meanwhile, is the usual one from now on: it said nothing but its text. Returns false when it can't be. */
    public boolean learn(JsonCursor cursor) {
        final int length = cursor.end() - cursor.from();
        if (unusual || foundText < 0 || length > MAX_LENGTH) {
            return false;
        }
        if (known.length < length) {
            known = new byte[Math.min(MAX_LENGTH, length + LENGTH_MARGIN)];
        }
        int at = cursor.from();
        int to = 0;
        for (int hole = 0; hole <= found; hole++) {
            final int pieceEnd = hole < found ? foundAt[hole] : cursor.end();
            System.arraycopy(cursor.bytes(), at, known, to, pieceEnd - at);
            to += pieceEnd - at;
            ends[hole] = to;
            if (hole < found) {
                strings[hole] = foundString[hole];
                counts[hole] = foundCount[hole];
                at = foundEnd[hole];
            }
        }
        holes = found;
        textHole = foundText;
        learnt = true;
        tries++;
        return true;
    }
}

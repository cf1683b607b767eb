package io.sluice.codec.json;

/** Skips the plain ASCII of a JSON string, many bytes at a time. */
final class StringStops {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long BACKSLASHES = ONES * '\\';

    /** Turns over the bit that a quote has more than a space: it becomes the lowest of the marks, and the controls stay below it. */
    private static final long SPACE_FOR_QUOTE = ONES * ('"' ^ ' ');

    private static final long FIRST_PLAIN = ONES * (' ' + 1);

    /** Where so much is plain, more may be: it is looked at in blocks, without asking at each word. */
    private static final int SHORT_BYTES = 256;

    private static final int BLOCK_BYTES = 512;

    private StringStops() {}

    /** Index of the first byte that isn't plain ASCII text (a quote, a backslash, a control, a byte of a longer character), or {@code end}. */
    static int find(byte[] in, int from, int end) {
        final int wordsEnd = end - (Long.BYTES - 1);
        final int shortEnd = Math.min(from + SHORT_BYTES, wordsEnd);
        int at = from;
        for (; at < shortEnd; at += Long.BYTES) {
            final long hits = hits(Words.at(in, at)) & HIGHS;
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        return at < wordsEnd ? findLong(in, at, end) : findLast(in, at, end);
    }

    private static int findLong(byte[] in, int from, int end) {
        int at = from;
        while (end - at >= BLOCK_BYTES && isPlain(in, at)) {
            at += BLOCK_BYTES;
        }
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            final long hits = hits(Words.at(in, at)) & HIGHS;
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        return findLast(in, at, end);
    }

    /** A loop that the compiler turns into vector instructions: nothing in it depends on what was found before. */
    private static boolean isPlain(byte[] in, int from) {
        long hits = 0;
        for (int at = from; at < from + BLOCK_BYTES; at += Long.BYTES) {
            hits |= hits(Words.at(in, at));
        }
        return (hits & HIGHS) == 0;
    }

    private static int findLast(byte[] in, int from, int end) {
        int at = from;
        while (at < end && !isStop(in[at])) {
            at++;
        }
        return at;
    }

    /** The highest bit of a byte tells a stop. A borrow can only make a false one above a true one, and the lowest is taken. */
    private static long hits(long word) {
        return ((word ^ SPACE_FOR_QUOTE) - FIRST_PLAIN) | ((word ^ BACKSLASHES) - ONES) | word;
    }

    private static boolean isStop(byte b) {
        return b < ' ' || b == '"' || b == '\\';
    }
}

package io.sluice.codec.json;

/** Skips the plain ASCII of a JSON string eight bytes at a time. */
final class StringStops {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';

    private StringStops() {}

    /** Index of the first byte that isn't plain ASCII text (a quote, a backslash, a control, a byte of a longer character), or {@code end}. */
    static int find(byte[] in, int from, int end) {
        int at = from;
        for (final int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
            final long word = Words.at(in, at);
            final long quote = word ^ QUOTES;
            final long backslash = word ^ BACKSLASHES;
            // A borrow can only make a false hit above a true one, and the lowest is taken.
            final long hits =
                    (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | (word - SPACES) | word) & HIGHS;
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; at < end; at++) {
            if (isStop(in[at])) {
                return at;
            }
        }
        return end;
    }

    private static boolean isStop(byte b) {
        return b < ' ' || b == '"' || b == '\\';
    }
}

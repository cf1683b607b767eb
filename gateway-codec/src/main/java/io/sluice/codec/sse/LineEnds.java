package io.sluice.codec.sse;

import io.netty.buffer.ByteBuf;

/** Finds line ends eight bytes at a time. */
final class LineEnds {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long CARRIAGE_RETURNS = ONES * '\r';

    private LineEnds() {}

    /** Index of the first CR or LF in the range, or {@code end}. U+0085, U+2028 and U+2029 end no line in this grammar. */
    static int find(ByteBuf in, int from, int end) {
        int at = from;
        for (final int last = end - Long.BYTES; at <= last; at += Long.BYTES) {
            final long word = in.getLongLE(at);
            final long lf = word ^ LINE_FEEDS;
            final long cr = word ^ CARRIAGE_RETURNS;
            // A borrow can only make a false hit above a true one, and the lowest is taken.
            final long hits = (((lf - ONES) & ~lf) | ((cr - ONES) & ~cr)) & HIGHS;
            if (hits != 0) {
                return at + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        for (; at < end; at++) {
            final byte b = in.getByte(at);
            if (b == '\n' || b == '\r') {
                return at;
            }
        }
        return end;
    }
}

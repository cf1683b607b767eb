package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;

/** The eight bytes of an HTTP version. Stateless. */
final class Version {
    static final int BYTES = 8;

    /** {@code HTTP/1.1} as one big-endian long. */
    static final long HTTP_11 = 0x48_54_54_50_2f_31_2e_31L;

    /** {@code HTTP/1.0} as one big-endian long. */
    static final long HTTP_10 = 0x48_54_54_50_2f_31_2e_30L;

    private static final long NAME_MASK = 0xffff_ffff_ff00_ff00L;

    private Version() {}

    static boolean isKnown(final long version) {
        return version == HTTP_11 || version == HTTP_10;
    }

    /** Whether the bytes have the form of a version we don't speak, rather than none. */
    static boolean isWellFormed(final ByteBuf buf, final int index) {
        return (buf.getLong(index) & NAME_MASK) == (HTTP_11 & NAME_MASK)
                && isDigit(buf.getByte(index + 5))
                && isDigit(buf.getByte(index + 7));
    }

    private static boolean isDigit(final byte b) {
        return b >= '0' && b <= '9';
    }
}

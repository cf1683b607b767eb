package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Writer of chunked framing around data that is sent as it is: {@code size data END … LAST}. Stateless; any thread. */
public final class ChunkWriter {
    /** Most bytes {@link #size} writes. */
    public static final int MAX_SIZE_BYTES = 8 + 2;

    private static final byte[] LAST = {'0', '\r', '\n', '\r', '\n'};
    private static final int CRLF = 0x0d0a;

    private ChunkWriter() {}

    /**
     * The line before the data.
     *
     * @param length bytes of data, positive: an empty chunk would end the body
     */
    public static void size(final ByteBuf out, final int length) {
        if (length <= 0) {
            throw new IllegalArgumentException("must be positive: length=" + length);
        }
        int shift = (31 - Integer.numberOfLeadingZeros(length)) & ~3;
        for (; shift >= 0; shift -= 4) {
            final int digit = length >>> shift & 0xf;
            out.writeByte(digit < 10 ? '0' + digit : 'a' - 10 + digit);
        }
        out.writeShort(CRLF);
    }

    /** The line end behind the data. */
    public static void end(final ByteBuf out) {
        out.writeShort(CRLF);
    }

    /** The last chunk and the end of the absent trailers. */
    public static void last(final ByteBuf out) {
        out.writeBytes(LAST);
    }

    /** What {@link #last} writes, as a buffer nobody releases: duplicate it for each write. */
    public static ByteBuf lastChunk() {
        return LAST_BUFFER.duplicate();
    }

    private static final ByteBuf LAST_BUFFER = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(LAST.length).writeBytes(LAST).asReadOnly());
}

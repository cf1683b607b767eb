package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;

/** Percent-encoding (RFC 3986 2.1), read in place. */
final class Percent {
    private Percent() {}

    /** The byte that stands at {@code index}, decoded: 0..255, or -1 when its escape is broken or cut by {@code end}. */
    static int decode(ByteBuf bytes, int index, int end) {
        final int raw = bytes.getByte(index) & 0xff;
        if (raw != '%') {
            return raw;
        }
        if (index + 2 >= end) {
            return -1;
        }
        final int high = Character.digit(bytes.getByte(index + 1), 16);
        final int low = Character.digit(bytes.getByte(index + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** How many bytes the one at {@code index} takes. */
    static int width(ByteBuf bytes, int index) {
        return bytes.getByte(index) == '%' ? 3 : 1;
    }
}

package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Classes of bytes, and the loops that run over them. Stateless; any thread. */
final class Octets {
    /** RFC 9110 5.6.2 tchar. */
    static final int TOKEN = 1;

    /** RFC 9110 5.5: HTAB, SP, VCHAR, obs-text. */
    static final int VALUE = 2;

    /** RFC 3986 pchar and slash, the percent sign included. */
    static final int PATH = 4;

    /** What {@link #PATH} allows, {@code ?}, and square brackets, which clients send unescaped. */
    static final int TARGET = 8;

    /** Letters, digits, {@code - . _ ~}. */
    static final int HOST = 16;

    static final byte HTAB = 9;
    static final byte LF = 10;
    static final byte CR = 13;
    static final byte SP = 32;

    private static final byte[] CLASSES = classes();
    private static final byte[] HEX = hex();

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;

    private Octets() {}

    static boolean is(final byte b, final int classes) {
        return (CLASSES[b & 0xff] & classes) != 0;
    }

    static boolean isOws(final byte b) {
        return b == SP || b == HTAB;
    }

    /** @return 0..15, or -1 when {@code b} is no hexadecimal digit */
    static int hex(final byte b) {
        return HEX[b & 0xff];
    }

    /** ASCII letters in lower case, any other byte as it is, 0..255. */
    static int lower(final byte b) {
        return b >= 'A' && b <= 'Z' ? b + 0x20 : b & 0xff;
    }

    static boolean equalsIgnoreCase(final ByteBuf buf, final int a, final int b, final int length) {
        for (int i = 0; i < length; i++) {
            if (lower(buf.getByte(a + i)) != lower(buf.getByte(b + i))) {
                return false;
            }
        }
        return true;
    }

    /** @return index of the first byte in {@code from..end} outside the class, or {@code end} */
    static int skip(final ByteBuf buf, final int from, final int end, final int octetClass) {
        final byte[] classes = CLASSES;
        int at = from;
        for (; at + 8 <= end; at += 8) {
            long word = buf.getLongLE(at);
            for (int i = 0; i < 8; i++, word >>>= 8) {
                if ((classes[(int) word & 0xff] & octetClass) == 0) {
                    return at + i;
                }
            }
        }
        for (; at < end; at++) {
            if ((classes[buf.getByte(at) & 0xff] & octetClass) == 0) {
                return at;
            }
        }
        return end;
    }

    /** @return index of the first byte in {@code from..end} outside the class, or {@code end} */
    static int skip(final byte[] in, final int from, final int end, final int octetClass) {
        final byte[] classes = CLASSES;
        int at = from;
        while (at < end && (classes[in[at] & 0xff] & octetClass) != 0) {
            at++;
        }
        return at;
    }

    /** @return index of the first byte in {@code from..end} that a field value can't hold, or {@code end} */
    static int skipValue(final byte[] in, final int from, final int end) {
        int at = from;
        for (; at + 8 <= end; at += 8) {
            // a tab is legal and rare
            for (long controls = controls((long) LONGS.get(in, at)); controls != 0; controls &= controls - 1) {
                final int stop = at + (Long.numberOfTrailingZeros(controls) >>> 3);
                if (in[stop] != HTAB) {
                    return stop;
                }
            }
        }
        return skip(in, at, end, VALUE);
    }

    /** @return index of the first byte in {@code from..end} that a field value can't hold, or {@code end} */
    static int skipValue(final ByteBuf buf, final int from, final int end) {
        int at = from;
        for (; at + 8 <= end; at += 8) {
            final long controls = controls(buf.getLongLE(at));
            if (controls != 0) {
                // a tab is legal and rare: the byte-wise loop sorts it out
                final int stop = skip(buf, at, at + 8, VALUE);
                if (stop < at + 8) {
                    return stop;
                }
            }
        }
        return skip(buf, at, end, VALUE);
    }

    /** @return non-zero if any of the eight bytes is below 0x20 or is DEL; exact, bytes over 0x7f don't count */
    private static long controls(final long word) {
        final long low = word & ~HIGHS;
        final long notBelowSpace = low + (0x80 - 0x20) * ONES; // high bit set: at least 0x20
        final long notDel = (low ^ 0x7f * ONES) + 0x7f * ONES; // high bit set: not 0x7f
        return ~(notBelowSpace & notDel) & ~word & HIGHS;
    }

    private static byte[] classes() {
        final byte[] table = new byte[256];
        for (int c = 0; c < 256; c++) {
            final boolean letterOrDigit = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            int bits = 0;
            bits |= letterOrDigit || isOneOf("!#$%&'*+-.^_`|~", c) ? TOKEN : 0;
            bits |= c == HTAB || c >= 0x20 && c != 0x7f ? VALUE : 0;
            bits |= letterOrDigit || isOneOf("-._~!$&'()*+,;=:@/%", c) ? PATH | TARGET : 0;
            bits |= isOneOf("?[]", c) ? TARGET : 0;
            bits |= letterOrDigit || isOneOf("-._~", c) ? HOST : 0;
            table[c] = (byte) bits;
        }
        return table;
    }

    private static boolean isOneOf(final String set, final int c) {
        return c != 0 && set.indexOf(c) >= 0;
    }

    private static byte[] hex() {
        final byte[] table = new byte[256];
        for (int c = 0; c < 256; c++) {
            table[c] = (byte) (c < 128 ? Character.digit(c, 16) : -1);
        }
        return table;
    }
}

package io.sluice.core.identity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A value: a range of addresses in CIDR notation, {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. IPv4 addresses are held
 * as the IPv6 addresses they are mapped to ({@code ::ffff:10.0.0.0/104}), so that both ways of seeing a caller compare equal;
 * {@code 0.0.0.0/0} is every IPv4 address, {@code ::/0} every address.
 */
public final class AddressRange {
    private static final int BITS = 128;
    private static final int V4_BITS = 32;
    private static final long V4_PREFIX = 0xffffL << 32;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private final String text;
    private final long high;
    private final long low;
    private final long highMask;
    private final long lowMask;

    private AddressRange(String text, byte[] address, int prefixLength) {
        final int length = address.length == 4 ? prefixLength + BITS - V4_BITS : prefixLength;
        this.text = text;
        this.high = high(address);
        this.low = low(address);
        this.highMask = length == 0 ? 0 : -1L << Math.max(0, 64 - length);
        this.lowMask = length <= 64 ? 0 : -1L << BITS - length;
        if ((high & ~highMask) != 0 || (low & ~lowMask) != 0) {
            throw new IllegalArgumentException("has bits beyond its prefix length: " + text);
        }
    }

    /** Reads an address or a range; never asks a name service. */
    public static AddressRange parse(String text) {
        final int slash = text.indexOf('/');
        final String literal = slash < 0 ? text : text.substring(0, slash);
        final byte[] address = addressIn(literal, text);
        final int longest = address.length * Byte.SIZE;
        if (slash < 0) {
            return new AddressRange(text, address, longest);
        }
        int prefixLength = prefixLengthIn(text.substring(slash + 1), text);
        if (address.length == 4 && literal.indexOf(':') >= 0) {
            prefixLength -=
                    BITS - V4_BITS; // ::ffff:10.0.0.0/104: read as IPv4 by the JDK, counted as IPv6 by its author
        }
        if (prefixLength < 0 || prefixLength > longest) {
            throw new IllegalArgumentException("has a prefix length that doesn't fit its address: " + text);
        }
        return new AddressRange(text, address, prefixLength);
    }

    /** @param address 4 or 16 bytes in network order; borrowed */
    public boolean contains(byte[] address) {
        return ((high(address) ^ high) & highMask) == 0 && ((low(address) ^ low) & lowMask) == 0;
    }

    private static byte[] addressIn(String literal, String text) {
        try {
            if (isPlain(literal)) {
                return InetAddress.ofLiteral(literal).getAddress();
            }
        } catch (IllegalArgumentException e) {
            throw notARange(text, e);
        }
        throw notARange(text, null);
    }

    /** No zone, and four numbers where it is IPv4: the JDK would also read 10.1 as 10.0.0.1. */
    private static boolean isPlain(String literal) {
        final long dots = literal.chars().filter(c -> c == '.').count();
        return literal.indexOf('%') < 0 && (literal.indexOf(':') >= 0 || dots == 3);
    }

    private static int prefixLengthIn(String digits, String text) {
        if (digits.isEmpty() || digits.length() > 3 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw notARange(text, null);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException notARange(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException("is not an address or address/prefix-length: " + text, cause);
    }

    private static long high(byte[] address) {
        return address.length == 4 ? 0 : (long) LONG.get(address, 0);
    }

    private static long low(byte[] address) {
        return address.length == 4
                ? V4_PREFIX | Integer.toUnsignedLong((int) INT.get(address, 0))
                : (long) LONG.get(address, 8);
    }

    /** Equal when the same addresses are in it, however it was written. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange range
                && high == range.high
                && low == range.low
                && highMask == range.highMask
                && lowMask == range.lowMask;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high ^ 31 * low ^ 961 * highMask ^ 29791 * lowMask);
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.sluice.core.config;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Value: a block of IP addresses in CIDR notation. IPv4 and IPv4-mapped IPv6 are the same addresses. */
public final class AddressRange {
    private static final int MAPPED_PREFIX_BITS = 96;

    private final byte[] network;
    private final int prefixBits;

    private AddressRange(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address. Never asks a name server.
     *
     * @throws IllegalArgumentException with a reason for the reader of the config
     */
    public static AddressRange parse(String text) {
        final int slash = text.indexOf('/');
        final byte[] address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("must be an IP address or a block like 10.0.0.0/8 or 2001:db8::/32");
        }
        final int width = address.length * Byte.SIZE;
        final int bits = slash < 0 ? width : prefixBits(text.substring(slash + 1), width);
        if (firstSetBitFrom(address, bits) < width) {
            throw new IllegalArgumentException("has address bits behind its prefix of " + bits + " bits");
        }
        return normalised(address, bits);
    }

    private static int prefixBits(String text, int width) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("must have a prefix length of 0..%d behind the slash".formatted(width));
        }
        final int bits = Integer.parseInt(text);
        if (bits > width) {
            throw new IllegalArgumentException("must have a prefix length of 0..%d behind the slash".formatted(width));
        }
        return bits;
    }

    private static int firstSetBitFrom(byte[] address, int from) {
        int bit = from;
        while (bit < address.length * Byte.SIZE && (address[bit >> 3] & (0x80 >> (bit & 7))) == 0) {
            bit++;
        }
        return bit;
    }

    private static AddressRange normalised(byte[] address, int bits) {
        final boolean mapped = address.length == 16 && bits >= MAPPED_PREFIX_BITS && isMapped(address);
        return mapped
                ? new AddressRange(Arrays.copyOfRange(address, 12, 16), bits - MAPPED_PREFIX_BITS)
                : new AddressRange(address, bits);
    }

    /**
     * Whether the address lies in the block. Allocates nothing.
     *
     * @param address borrowed: 4 or 16 bytes in network order
     */
    public boolean contains(byte[] address) {
        int from = 0;
        if (address.length != network.length) {
            if (address.length != 16 || !isMapped(address)) {
                return false;
            }
            from = 12;
        } else if (address.length == 16 && isMapped(address)) {
            return false;
        }
        final int whole = prefixBits >> 3;
        for (int i = 0; i < whole; i++) {
            if (address[from + i] != network[i]) {
                return false;
            }
        }
        final int rest = prefixBits & 7;
        return rest == 0 || ((address[from + whole] ^ network[whole]) & (0xff00 >> rest) & 0xff) == 0;
    }

    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == -1 && address[11] == -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange range
                && prefixBits == range.prefixBits
                && Arrays.equals(network, range.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefixBits;
    }

    @Override
    public String toString() {
        return IpLiteral.format(network) + "/" + prefixBits;
    }
}

package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;

/** The grammar of a Host value: a name, an IPv4 address or a bracketed IPv6 address, with an optional port. Stateless. */
final class Host {
    private static final int MAX_BYTES = 255 + 6;

    private Host() {}

    static boolean isValid(final ByteBuf buf, final int offset, final int length) {
        if (length == 0 || length > MAX_BYTES) {
            return false;
        }
        final int end = offset + length;
        final int nameEnd;
        if (buf.getByte(offset) == '[') {
            final int close = endOfAddress(buf, offset + 1, end);
            if (close < 0) {
                return false;
            }
            nameEnd = close + 1;
        } else {
            nameEnd = Octets.skip(buf, offset, end, Octets.HOST);
            if (nameEnd == offset) {
                return false;
            }
        }
        return nameEnd == end || buf.getByte(nameEnd) == ':' && isPort(buf, nameEnd + 1, end);
    }

    private static boolean isPort(final ByteBuf buf, final int from, final int end) {
        if (end - from < 1 || end - from > 5) {
            return false;
        }
        int port = 0;
        for (int at = from; at < end; at++) {
            final int digit = buf.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = port * 10 + digit;
        }
        return port <= 65535;
    }

    /**
     * RFC 3986 3.2.2 IPv6address.
     *
     * @return index of the closing bracket, or -1
     */
    private static int endOfAddress(final ByteBuf buf, final int from, final int end) {
        int groups = 0;
        int digits = 0;
        int groupAt = from;
        boolean compressed = false;
        for (int at = from; at < end; at++) {
            final byte b = buf.getByte(at);
            if (Octets.hex(b) >= 0) {
                if (digits == 0) {
                    groupAt = at;
                    groups++;
                }
                if (++digits > 4) {
                    return -1;
                }
            } else if (b == ':') {
                final boolean doubled = at + 1 < end && buf.getByte(at + 1) == ':';
                if (doubled) {
                    if (compressed) {
                        return -1;
                    }
                    compressed = true;
                    at++;
                } else if (digits == 0 || at + 1 < end && buf.getByte(at + 1) == ']') {
                    return -1;
                }
                digits = 0;
            } else if (b == '.') {
                if (digits == 0) {
                    return -1;
                }
                final int close = endOfIpv4(buf, groupAt, end);
                return close >= 0 && isWhole(groups + 1, compressed) ? close : -1;
            } else {
                return b == ']' && isWhole(groups, compressed) ? at : -1;
            }
        }
        return -1;
    }

    private static boolean isWhole(final int groups, final boolean compressed) {
        return compressed ? groups <= 7 : groups == 8;
    }

    private static int endOfIpv4(final ByteBuf buf, final int from, final int end) {
        int parts = 0;
        int value = -1;
        for (int at = from; at < end; at++) {
            final byte b = buf.getByte(at);
            if (b >= '0' && b <= '9') {
                if (value == 0) {
                    return -1;
                }
                value = Math.max(value, 0) * 10 + b - '0';
                if (value > 255) {
                    return -1;
                }
            } else {
                if (value < 0 || ++parts > 4) {
                    return -1;
                }
                if (b == ']') {
                    return parts == 4 ? at : -1;
                }
                if (b != '.') {
                    return -1;
                }
                value = -1;
            }
        }
        return -1;
    }
}

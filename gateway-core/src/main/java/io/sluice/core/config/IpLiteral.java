package io.sluice.core.config;

import org.jspecify.annotations.Nullable;

/** Reads and writes IP addresses without ever asking a name server; cold path. */
final class IpLiteral {
    private static final int GROUPS = 8;

    private IpLiteral() {}

    /** 4 or 16 bytes in network order, or null when the text is no address. */
    static byte @Nullable [] parse(String text) {
        return text.indexOf(':') >= 0 ? parse6(text) : parse4(text);
    }

    static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        final byte[] address = parse(host);
        if (address == null) {
            return false;
        }
        if (address.length == 4) {
            return address[0] == 127;
        }
        for (int i = 0; i < 15; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[15] == 1;
    }

    private static byte @Nullable [] parse4(String text) {
        final String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        final byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            final int value = number(parts[i], 10, 3);
            if (value < 0 || value > 255 || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
                return null;
            }
            address[i] = (byte) value;
        }
        return address;
    }

    private static byte @Nullable [] parse6(String text) {
        final int gap = text.indexOf("::");
        final int[] head = groups(gap < 0 ? text : text.substring(0, gap));
        final int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2));
        if (head == null || tail == null || (gap >= 0 && text.lastIndexOf('.', gap) >= 0)) {
            return null;
        }
        final int known = head.length + tail.length;
        if (gap < 0 ? known != GROUPS : known >= GROUPS) {
            return null;
        }
        final byte[] address = new byte[16];
        for (int i = 0; i < head.length; i++) {
            put(address, i, head[i]);
        }
        for (int i = 0; i < tail.length; i++) {
            put(address, GROUPS - tail.length + i, tail[i]);
        }
        return address;
    }

    private static void put(byte[] address, int group, int value) {
        address[2 * group] = (byte) (value >> 8);
        address[2 * group + 1] = (byte) value;
    }

    private static int @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        final String[] parts = text.split(":", -1);
        final int last = parts.length - 1;
        final byte[] dotted = parts[last].indexOf('.') >= 0 ? parse4(parts[last]) : null;
        final int[] groups = new int[dotted == null ? parts.length : parts.length + 1];
        for (int i = 0; i < (dotted == null ? parts.length : last); i++) {
            groups[i] = number(parts[i], 16, 4);
            if (groups[i] < 0) {
                return null;
            }
        }
        if (dotted != null) {
            groups[last] = (dotted[0] & 0xff) << 8 | dotted[1] & 0xff;
            groups[last + 1] = (dotted[2] & 0xff) << 8 | dotted[3] & 0xff;
        }
        return groups;
    }

    private static int number(String digits, int radix, int maxDigits) {
        if (digits.isEmpty() || digits.length() > maxDigits) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            final int digit = digits.charAt(i) < 128 ? Character.digit(digits.charAt(i), radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}

package io.sluice.server.media;

import io.sluice.server.upstream.AddressRule;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Addresses of the public internet: not this machine, its network or a cloud's inside (RFC 6890 and its registries). A caller must
 * not be able to make the gateway knock where only the gateway gets in.
 */
final class PublicAddresses implements AddressRule {
    static final PublicAddresses ONLY = new PublicAddresses();

    private PublicAddresses() {}

    @Override
    public boolean allows(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        final byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(bytes, 0) : isPublic6(bytes);
    }

    private static boolean isPublic4(byte[] bytes, int at) {
        final int a = bytes[at] & 0xff;
        final int b = bytes[at + 1] & 0xff;
        final int c = bytes[at + 2] & 0xff;
        return switch (a) {
            case 0, 10, 127 -> false;
            case 100 -> (b & 0xc0) != 64; // shared between carriers and their customers
            case 169 -> b != 254;
            case 172 -> (b & 0xf0) != 16;
            case 192 -> !(b == 168 || b == 0 && (c == 0 || c == 2) || b == 88 && c == 99);
            case 198 -> !((b & 0xfe) == 18 || b == 51 && c == 100);
            case 203 -> !(b == 0 && c == 113);
            default -> a < 224;
        };
    }

    /** Global unicast is 2000::/3; of it, what carries an IPv4 address inside is judged by that. */
    private static boolean isPublic6(byte[] bytes) {
        if (isMapped(bytes) || isTranslated(bytes)) {
            return isPublic4(bytes, 12);
        }
        if ((bytes[0] & 0xe0) != 0x20) {
            return false;
        }
        final int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        final int second = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        if (first == 0x2002) {
            return isPublic4(bytes, 2); // 6to4
        }
        return !(first == 0x2001 && (second < 0x0200 || second == 0x0db8)) && !(first == 0x3fff && second < 0x1000);
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == bytes[11] && (bytes[10] == 0 || bytes[10] == (byte) 0xff);
    }

    /** 64:ff9b::/96, the well-known prefix of NAT64 (RFC 6052). */
    private static boolean isTranslated(byte[] bytes) {
        if (bytes[0] != 0 || bytes[1] != 0x64 || bytes[2] != (byte) 0xff || bytes[3] != (byte) 0x9b) {
            return false;
        }
        for (int i = 4; i < 12; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}

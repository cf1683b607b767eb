package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;

/**
 * Judges an origin-form target whose bytes are all {@link Octets#TARGET}: escapes are well formed, and the path has no dot
 * segment, encoded separator or encoded control, however it is written. Stateless.
 */
final class Target {
    private static final int ESCAPE = -1;
    private static final int ENCODED_SEPARATOR = -2;
    private static final int ENCODED_CONTROL = -3;
    private static final int DOT_SEGMENT = -4;
    private static final int CHARACTER = -5;

    private Target() {}

    /** @return bytes of the path, or one of the negative codes */
    static int pathLength(final ByteBuf buf, final int from, final int end) {
        int dots = 0; // dots at the start of the segment; -1 once it holds anything else or a path parameter began
        int at = from;
        for (; at < end; at++) {
            int octet = buf.getByte(at);
            if (octet == '%') {
                octet = escaped(buf, at, end);
                final int fault = octet < 0 ? ESCAPE : encodedFault(octet);
                if (fault < 0) {
                    return fault;
                }
                at += 2;
            } else if (octet == '/' || octet == ';') {
                if (dots == 1 || dots == 2) {
                    return DOT_SEGMENT;
                }
                dots = octet == '/' ? 0 : -1;
                continue;
            } else if (octet == '?') {
                break;
            } else if (octet == '[' || octet == ']') {
                return CHARACTER;
            }
            if (dots >= 0) {
                dots = octet == '.' ? dots + 1 : -1;
            }
        }
        if (dots == 1 || dots == 2) {
            return DOT_SEGMENT;
        }
        return areEscapesValid(buf, at, end) ? at - from : ESCAPE;
    }

    static Violation rule(final int code) {
        return switch (code) {
            case ESCAPE -> Violation.TARGET_ESCAPE;
            case ENCODED_SEPARATOR -> Violation.TARGET_ENCODED_SEPARATOR;
            case ENCODED_CONTROL -> Violation.TARGET_ENCODED_CONTROL;
            case DOT_SEGMENT -> Violation.TARGET_DOT_SEGMENT;
            default -> Violation.TARGET_CHARACTER;
        };
    }

    private static int encodedFault(final int octet) {
        if (octet == '/' || octet == '\\') {
            return ENCODED_SEPARATOR;
        }
        return octet < 0x20 || octet == 0x7f ? ENCODED_CONTROL : 0;
    }

    private static boolean areEscapesValid(final ByteBuf buf, final int from, final int end) {
        for (int at = from; at < end; at++) {
            if (buf.getByte(at) == '%' && escaped(buf, at, end) < 0) {
                return false;
            }
        }
        return true;
    }

    /** @return the octet the escape at {@code at} stands for, or a negative number when it is malformed */
    private static int escaped(final ByteBuf buf, final int at, final int end) {
        if (end - at < 3) {
            return -1;
        }
        return Octets.hex(buf.getByte(at + 1)) << 4 | Octets.hex(buf.getByte(at + 2));
    }
}

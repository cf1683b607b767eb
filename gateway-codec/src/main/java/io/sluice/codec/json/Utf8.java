package io.sluice.codec.json;

/** UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** How many bytes must follow this leading byte; -1 when none may lead with it. */
    static int continuations(byte lead) {
        final int value = lead & 0xff;
        if (value < 0x80) {
            return 0;
        }
        if (value < 0xc2) {
            return -1;
        }
        if (value < 0xe0) {
            return 1;
        }
        if (value < 0xf0) {
            return 2;
        }
        return value < 0xf5 ? 3 : -1;
    }

    static int lowestSecond(byte lead) {
        return switch (lead) {
            case (byte) 0xe0 -> 0xa0;
            case (byte) 0xf0 -> 0x90;
            default -> 0x80;
        };
    }

    static int highestSecond(byte lead) {
        return switch (lead) {
            case (byte) 0xed -> 0x9f;
            case (byte) 0xf4 -> 0x8f;
            default -> 0xbf;
        };
    }

    /** Index behind the longest run of whole valid multi-byte characters at {@code from}: stops at ASCII, at what is broken, and at what the range cuts. */
    static int skip(byte[] in, int from, int end) {
        int at = from;
        while (at < end) {
            final byte lead = in[at];
            final int more = continuations(lead);
            if (more <= 0 || end - at <= more) {
                return at;
            }
            final int second = in[at + 1] & 0xff;
            if (second < lowestSecond(lead) || second > highestSecond(lead)) {
                return at;
            }
            if (more > 1 && !isContinuation(in[at + 2])) {
                return at;
            }
            if (more > 2 && !isContinuation(in[at + 3])) {
                return at;
            }
            at += more + 1;
        }
        return at;
    }

    static int length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x1_0000 ? 3 : 4;
    }

    /** Writes a code point that is no surrogate; returns its length. */
    static int encode(int codePoint, byte[] into, int index) {
        final int length = length(codePoint);
        switch (length) {
            case 1 -> into[index] = (byte) codePoint;
            case 2 -> {
                into[index] = (byte) (0xc0 | codePoint >> 6);
                into[index + 1] = continuation(codePoint);
            }
            case 3 -> {
                into[index] = (byte) (0xe0 | codePoint >> 12);
                into[index + 1] = continuation(codePoint >> 6);
                into[index + 2] = continuation(codePoint);
            }
            default -> {
                into[index] = (byte) (0xf0 | codePoint >> 18);
                into[index + 1] = continuation(codePoint >> 12);
                into[index + 2] = continuation(codePoint >> 6);
                into[index + 3] = continuation(codePoint);
            }
        }
        return length;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | bits & 0x3f);
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }
}

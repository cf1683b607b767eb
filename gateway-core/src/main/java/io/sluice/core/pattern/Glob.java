package io.sluice.core.pattern;

import java.nio.charset.StandardCharsets;

/**
 * A value: a pattern in which {@code *} stands for any run of bytes, the empty one included, and everything else for itself.
 * Compared as UTF-8 bytes, case counts. No pattern can make matching slow: at most pattern × name steps.
 */
public final class Glob {
    private final String pattern;
    private final byte[] bytes;
    private final int literalLength;

    private Glob(String pattern) {
        this.pattern = pattern;
        this.bytes = pattern.getBytes(StandardCharsets.UTF_8);
        int stars = 0;
        for (final byte b : bytes) {
            stars += b == '*' ? 1 : 0;
        }
        this.literalLength = bytes.length - stars;
    }

    public static Glob of(String pattern) {
        if (pattern.isEmpty()) {
            throw new IllegalArgumentException("must not be empty: pattern");
        }
        return new Glob(pattern);
    }

    public boolean matches(byte[] name) {
        return matches(name, 0, name.length);
    }

    /** Cold: encodes the name. */
    public boolean matches(String name) {
        return matches(name.getBytes(StandardCharsets.UTF_8));
    }

    /** Any bytes; borrows. On a mismatch only the last star is lengthened: an earlier one could gain nothing by it. */
    public boolean matches(byte[] name, int offset, int length) {
        final byte[] glob = bytes;
        final int end = offset + length;
        int at = offset;
        int g = 0;
        int starG = -1;
        int starAt = -1;
        while (at < end) {
            if (g < glob.length && glob[g] == '*') {
                starG = g++;
                starAt = at;
            } else if (g < glob.length && glob[g] == name[at]) {
                g++;
                at++;
            } else if (starG >= 0) {
                g = starG + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (g < glob.length && glob[g] == '*') {
            g++;
        }
        return g == glob.length;
    }

    /** True if there is no star in it: it matches one name only. */
    public boolean isExact() {
        return literalLength == bytes.length;
    }

    /** Bytes that aren't stars: the more, the more specific. */
    public int literalLength() {
        return literalLength;
    }

    public byte[] toUtf8() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return pattern;
    }
}

package io.sluice.core.identity;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** A value: the SHA-256 of a key. */
public record KeyDigest(long a, long b, long c, long d) {
    public static final int LENGTH = 32;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    /** @param sha256 32 bytes; borrowed */
    public static KeyDigest of(byte[] sha256) {
        if (sha256.length != LENGTH) {
            throw new IllegalArgumentException("must be 32 bytes: " + sha256.length);
        }
        return new KeyDigest(word(sha256, 0), word(sha256, 8), word(sha256, 16), word(sha256, 24));
    }

    /** @param hex 64 hexadecimal digits, either case */
    public static KeyDigest ofHex(String hex) {
        if (hex.length() != 2 * LENGTH) {
            throw new IllegalArgumentException("must be 64 hexadecimal digits: has " + hex.length() + " characters");
        }
        return of(HexFormat.of().parseHex(hex));
    }

    /** Looks at all 32 bytes whatever they are, so that its time tells nothing about where they differ. */
    boolean matches(byte[] sha256) {
        return ((a ^ word(sha256, 0)) | (b ^ word(sha256, 8)) | (c ^ word(sha256, 16)) | (d ^ word(sha256, 24))) == 0;
    }

    static long word(byte[] sha256, int offset) {
        return (long) LONG.get(sha256, offset);
    }

    public String toHex() {
        return HexFormat.of().toHexDigits(a)
                + HexFormat.of().toHexDigits(b)
                + HexFormat.of().toHexDigits(c)
                + HexFormat.of().toHexDigits(d);
    }
}

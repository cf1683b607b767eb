package io.sluice.core.identity;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests presented keys; one per loop, not shared. Allocates nothing after construction and keeps nothing of a key. */
public final class KeyDigester {
    private final MessageDigest sha256;

    public KeyDigester() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** @param out32 gets the digest in its first 32 bytes */
    public void digest(byte[] key, int offset, int length, byte[] out32) {
        try {
            sha256.update(key, offset, length);
            sha256.digest(out32, 0, KeyDigest.LENGTH);
        } catch (DigestException e) {
            throw new IllegalArgumentException("must have room for 32 bytes: " + out32.length, e);
        }
    }
}

package io.sluice.core.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Value: text that must never be seen. Prints as {@code ***}; equality takes the same time wherever two secrets differ.
 */
public final class Secret {
    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /** Wraps what must not be shown. */
    public static Secret of(String text) {
        return new Secret(text);
    }

    /** The secret itself: for the wire, never for a log, a message or a record. */
    public String reveal() {
        return text;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** 16 hex digits of its SHA-256: tells secrets apart where state is kept by credential, tells nothing about them. */
    public String fingerprint() {
        return Sha256.hex(bytes()).substring(0, 16);
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return fingerprint().hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}

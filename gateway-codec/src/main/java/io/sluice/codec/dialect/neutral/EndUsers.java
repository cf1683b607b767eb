package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A client's name for its own user, in the length vendors take. */
public final class EndUsers {
    private static final int MAX_LENGTH = 64;

    private EndUsers() {}

    /** The name itself, or its SHA-256 in hex when it has more than {@value #MAX_LENGTH} characters. */
    public static JsonString bounded(JsonString user) {
        if (user.length() <= MAX_LENGTH) {
            return user;
        }
        final String text = user.text();
        if (text.codePointCount(0, text.length()) <= MAX_LENGTH) {
            return user;
        }
        try {
            final MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return JsonString.of(HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}

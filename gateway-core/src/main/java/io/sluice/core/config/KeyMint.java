package io.sluice.core.config;

import com.typesafe.config.ConfigUtil;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Recipe: makes new keys for callers. What the gateway keeps of one is its digest alone. Cold path. */
public final class KeyMint {
    private static final String PREFIX = "sk-sluice-";
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int SECRET_BITS = 256;
    // The least that holds 256 bits: 62^43 > 2^256 > 62^42.
    private static final int SECRET_DIGITS = 43;
    private static final int SUFFIX_DIGITS = 6;

    private KeyMint() {}

    /**
     * Value: a new key.
     *
     * @param secret to be shown to its owner once
     * @param entry text to be put into {@code sluice.keys}; holds the digest, not the secret
     */
    public record Minted(String id, Secret secret, String sha256, String entry) {}

    /**
     * A key nobody has yet: 256 random bits.
     *
     * @throws IllegalArgumentException when a name can't stand in a config, with the reason
     */
    public static Minted mint(String app, @Nullable String user, SecureRandom random) {
        checkName("app", app);
        if (user != null) {
            checkName("user", user);
        }
        final Secret secret = Secret.of(PREFIX + digits(new BigInteger(SECRET_BITS, random), SECRET_DIGITS));
        final String sha256 = Sha256.hex(secret.reveal().getBytes(StandardCharsets.US_ASCII));
        final String id = id(user == null ? app : app + "-" + user, random);
        final String entry =
                "{ id = %s, sha256 = \"%s\", app = %s, user = %s, models = [ \"*\" ], endpoints = [ \"*\" ] }"
                        .formatted(quoted(id), sha256, quoted(app), user == null ? "null" : quoted(user));
        return new Minted(id, secret, sha256, entry);
    }

    private static void checkName(String what, String name) {
        try {
            Texts.name(name);
        } catch (BadValueException e) {
            throw new IllegalArgumentException(what + ": " + e.reason(), e);
        }
    }

    /** The name, cut where it would be too long, and something random: several keys of one app differ. */
    private static String id(String name, SecureRandom random) {
        final int room = Texts.MAX_NAME_BYTES - SUFFIX_DIGITS - 1;
        int end = name.length();
        while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > room) {
            end = name.offsetByCodePoints(end, -1);
        }
        final BigInteger number = new BigInteger(Integer.SIZE, random);
        return name.substring(0, end) + "-" + digits(number, SUFFIX_DIGITS);
    }

    private static String digits(BigInteger number, int count) {
        final char[] digits = new char[count];
        BigInteger rest = number;
        for (int i = count - 1; i >= 0; i--) {
            final BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(digits);
    }

    private static String quoted(String text) {
        return ConfigUtil.quoteString(text);
    }
}

package io.sluice.core.config;

import io.sluice.core.billing.BillingDraft;
import io.sluice.core.identity.AddressRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks of text values, and what a message may show of them. */
final class Texts {
    /** Room for id, app, user and channel in a billing slot, bytes of UTF-8. */
    static final int MAX_NAME_BYTES = BillingDraft.MAX_NAME_BYTES;
    /** Room for a model's name in a billing slot, bytes of UTF-8. */
    static final int MAX_MODEL_BYTES = BillingDraft.MAX_MODEL_BYTES;

    private static final int MAX_SHOWN = 60;
    private static final Pattern CHANNEL = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern RFC3339 = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern HEX_64 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern HOST_NAME = Pattern.compile(
            "[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\\.?");
    private static final String GLOB_SIGNS = "?[]{}\\";

    private Texts() {}

    /** The text in quotes, cut and with control characters made visible. */
    static String quoted(String text) {
        return '"' + visible(text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text) + '"';
    }

    /** The text with an escape in place of each control character and each half of a pair. */
    static String visible(String text) {
        final StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                visible.append("\\u%04x".formatted(c));
            } else {
                visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }

    /** A name of anything, in any script, that fits its place in a billing record. */
    static String name(String text, int maxBytes) {
        if (text.isBlank()) {
            throw new BadValueException("must not be empty");
        }
        if (!text.strip().equals(text)) {
            throw new BadValueException("must not begin or end with white space, is " + quoted(text));
        }
        if (text.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new BadValueException("must not have control characters, is " + quoted(text));
        }
        final int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            throw new BadValueException(
                    "must be at most %d bytes of UTF-8, is %d: %s".formatted(maxBytes, bytes, quoted(text)));
        }
        return text;
    }

    static String name(String text) {
        return name(text, MAX_NAME_BYTES);
    }

    static String channelName(String text) {
        if (!CHANNEL.matcher(text).matches()) {
            throw new BadValueException(
                    "must be a name of letters, digits, dot, dash and underscore, is " + quoted(text));
        }
        return name(text);
    }

    /** A model's exact name. */
    static String model(String text) {
        if (text.indexOf('*') >= 0) {
            throw new BadValueException("must be an exact name without *, is " + quoted(text));
        }
        return glob(text, MAX_MODEL_BYTES);
    }

    /** A name in which {@code *} stands for any characters, none included. */
    static String glob(String text, int maxBytes) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (GLOB_SIGNS.indexOf(c) >= 0 || Character.isWhitespace(c)) {
                throw new BadValueException("must be a name in which only * is special, has '%s' at position %d: %s"
                        .formatted(c, i + 1, quoted(text)));
            }
        }
        return name(text, maxBytes);
    }

    /** The digest in lower case. A wrong one isn't shown: it may be the key itself. */
    static String sha256(String text) {
        if (!HEX_64.matcher(text).matches()) {
            throw new BadValueException("must be 64 hex digits, has %d characters%s"
                    .formatted(text.length(), text.length() == 64 ? ", not all of them hex" : ""));
        }
        return text.toLowerCase(Locale.ROOT);
    }

    static Instant instant(String text) {
        if (RFC3339.matcher(text).matches()) {
            try {
                return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
            } catch (DateTimeParseException e) {
                throw new BadValueException("is no date there is: " + quoted(text));
            }
        }
        throw new BadValueException("must be a time such as \"2027-01-31T00:00:00Z\" (RFC 3339), is " + quoted(text));
    }

    static String date(String text) {
        if (!DATE.matcher(text).matches()) {
            throw new BadValueException("must be a date such as 2023-06-01, is " + quoted(text));
        }
        return text;
    }

    static String host(String text) {
        if (IpLiteral.parse(text) == null && !HOST_NAME.matcher(text).matches()) {
            throw new BadValueException("must be a host name or an IP address, is " + quoted(text));
        }
        return text;
    }

    static AddressRange addressRange(String text) {
        final int slash = text.indexOf('/');
        if (IpLiteral.parse(slash < 0 ? text : text.substring(0, slash)) == null) {
            throw new BadValueException(
                    "must be an IP address or a block like 10.0.0.0/8 or 2001:db8::/32, is " + quoted(text));
        }
        try {
            return AddressRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadValueException(String.valueOf(e.getMessage()));
        }
    }

    /** Text that may stand in a header field. It may be a secret, so a wrong one isn't shown. */
    static String headerValue(String text) {
        if (!text.strip().equals(text)) {
            throw new BadValueException("must not begin or end with white space (value not shown)");
        }
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c != '\t' && (c < ' ' || c > '~')) {
                throw new BadValueException(
                        "has a character that can't stand in a header field, at position %d (value not shown)"
                                .formatted(i + 1));
            }
        }
        return text;
    }

    /** A vendor's key: header text without blanks. Not shown. */
    static String credential(String text) {
        headerValue(text);
        if (text.indexOf(' ') >= 0 || text.indexOf('\t') >= 0) {
            throw new BadValueException("must not have white space in it (value not shown)");
        }
        return text;
    }
}

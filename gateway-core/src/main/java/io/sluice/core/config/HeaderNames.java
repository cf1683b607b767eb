package io.sluice.core.config;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which header fields an operator may add to upstream requests. */
final class HeaderNames {
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final Set<String> CREDENTIALS = Set.of("authorization", "x-api-key", "x-goog-api-key");
    private static final String SIGNS = "!#$%&'*+-.^_`|~";

    private HeaderNames() {}

    /** Why the field can't be added, or null when it can. */
    static @Nullable String objection(String name) {
        for (int i = 0; i < name.length(); i++) {
            final char c = name.charAt(i);
            final boolean token = c < 128 && (Character.isLetterOrDigit(c) || SIGNS.indexOf(c) >= 0);
            if (!token) {
                return "has a character that can't stand in a header field's name, at position " + (i + 1);
            }
        }
        final String lower = name.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return "has no name";
        }
        if (CREDENTIALS.contains(lower)) {
            return "is the credential's own header field: use credential";
        }
        if (FRAMING.contains(lower) || lower.startsWith("proxy-")) {
            return "is set by the connection itself and can't be added";
        }
        return lower.startsWith("x-sluice-")
                ? "is one of the gateway's own header fields, none of which goes upstream"
                : null;
    }
}

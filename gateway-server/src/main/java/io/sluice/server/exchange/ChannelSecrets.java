package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Value: what a channel shows its vendor and nobody else may see. Vendors, and proxies before them, repeat such things in their
 * errors and fields; here they are found and taken out again. Immutable, shared by all loops; cold but for {@link #isIn}.
 */
final class ChannelSecrets {
    /** Shorter texts are no secrets worth the name, and would be found in any message. */
    private static final int MIN_LENGTH = 6;

    private static final String MASK = "***";
    private static final int MASK_BYTE = '*';
    private static final String CUT = "\u2026";

    private final List<String> secrets;
    private final Needle[] needles;

    private ChannelSecrets(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
        this.needles = secrets.stream().map(Needle::new).toArray(Needle[]::new);
    }

    /** @param headers values of the channel's own fields; of {@code Bearer X}, X is one too */
    static ChannelSecrets of(Secret credential, Collection<Secret> headers) {
        final List<String> secrets = new ArrayList<>();
        addAsWritten(credential.reveal(), secrets);
        for (final Secret header : headers) {
            final String value = header.reveal();
            addAsWritten(value, secrets);
            addAsWritten(value.substring(value.lastIndexOf(' ') + 1), secrets);
        }
        return new ChannelSecrets(secrets);
    }

    /** Whether one of them is in that range. Borrows {@code bytes}. */
    boolean isIn(ByteBuf bytes, int index, int length) {
        for (final Needle needle : needles) {
            if (needle.isIn(bytes, index, index + length)) {
                return true;
            }
        }
        return false;
    }

    /** The text without them, and without the beginning of one where the text was cut in it. */
    String maskedIn(String text) {
        String masked = text;
        for (final String secret : secrets) {
            masked = withoutCutEnd(masked.replace(secret, MASK), secret);
        }
        return masked;
    }

    private static String withoutCutEnd(String text, String secret) {
        final int end = text.length() - CUT.length();
        if (!text.endsWith(CUT)) {
            return text;
        }
        for (int length = Math.min(secret.length(), end); length >= MIN_LENGTH; length--) {
            if (text.regionMatches(end - length, secret, 0, length)) {
                return text.substring(0, end - length) + MASK + CUT;
            }
        }
        return text;
    }

    /**
     * Overwrites them in a body, also where they lie across two spans. Lengths stay as they are.
     *
     * @param spans borrowed, in order; indices stay
     */
    void overwriteIn(Collection<ByteBuf> spans) {
        final StringBuilder joined = new StringBuilder();
        for (final ByteBuf span : spans) {
            joined.append(span.toString(StandardCharsets.ISO_8859_1));
        }
        for (final String secret : secrets) {
            for (int at = joined.indexOf(secret); at >= 0; at = joined.indexOf(secret, at + secret.length())) {
                overwrite(spans, at, at + secret.length());
            }
        }
    }

    private static void overwrite(Collection<ByteBuf> spans, int from, int to) {
        int start = 0;
        for (final ByteBuf span : spans) {
            final int end = start + span.readableBytes();
            for (int i = Math.max(from, start); i < Math.min(to, end); i++) {
                span.setByte(span.readerIndex() + i - start, MASK_BYTE);
            }
            start = end;
        }
    }

    /** As it is, and as it stands in a JSON text: some writers escape the slash too. */
    private static void addAsWritten(String secret, List<String> secrets) {
        final String escaped = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        add(secret, secrets);
        add(escaped, secrets);
        add(escaped.replace("/", "\\/"), secrets);
    }

    private static void add(String secret, List<String> secrets) {
        if (secret.length() >= MIN_LENGTH && !secrets.contains(secret)) {
            secrets.add(secret);
        }
    }

    /** One of them as bytes, searched for by Horspool's method: what is shorter costs nothing, the rest a fraction of its length. */
    private static final class Needle {
        private final byte[] text;
        /** By the byte under the needle's end: how far it may move on. */
        private final int[] skips = new int[256];

        Needle(String secret) {
            text = secret.getBytes(StandardCharsets.ISO_8859_1);
            Arrays.fill(skips, text.length);
            for (int i = 0; i < text.length - 1; i++) {
                skips[text[i] & 0xff] = text.length - 1 - i;
            }
        }

        boolean isIn(ByteBuf bytes, int from, int to) {
            int end = from + text.length;
            while (end <= to) {
                final byte last = bytes.getByte(end - 1);
                if (last == text[text.length - 1] && isAt(bytes, end - text.length)) {
                    return true;
                }
                end += skips[last & 0xff];
            }
            return false;
        }

        private boolean isAt(ByteBuf bytes, int start) {
            for (int i = text.length - 2; i >= 0; i--) {
                if (bytes.getByte(start + i) != text[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}

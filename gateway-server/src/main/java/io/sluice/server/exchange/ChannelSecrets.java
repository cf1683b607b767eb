package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.sluice.core.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Value: what a channel shows its vendor and nobody else may see. Vendors repeat such things in their errors; here they are
 * taken out again. Immutable, shared by all loops; cold.
 */
final class ChannelSecrets {
    /** Shorter texts are no secrets worth the name, and would be found in any message. */
    private static final int MIN_LENGTH = 6;

    private static final String MASK = "***";
    private static final int MASK_BYTE = '*';

    private final List<String> secrets;

    private ChannelSecrets(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** @param headers values of the channel's own fields; of {@code Bearer X}, X is one too */
    static ChannelSecrets of(Secret credential, Collection<Secret> headers) {
        final List<String> secrets = new ArrayList<>();
        add(credential.reveal(), secrets);
        for (final Secret header : headers) {
            final String value = header.reveal();
            add(value, secrets);
            add(value.substring(value.lastIndexOf(' ') + 1), secrets);
        }
        return new ChannelSecrets(secrets);
    }

    /** The text without them. */
    String maskedIn(String text) {
        String masked = text;
        for (final String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
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

    private static void add(String secret, List<String> secrets) {
        if (secret.length() >= MIN_LENGTH && !secrets.contains(secret)) {
            secrets.add(secret);
        }
    }
}

package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's opaque mark on its reasoning or its call, which must come back to that vendor byte for byte. Towards a client of
 * another dialect it travels in an envelope, {@code sl1.<origin>.<value>}; whoever gets it back opens it.
 *
 * @param origin who made it
 * @param value the mark itself, without envelope
 * @param redacted whether it stands for reasoning that is hidden altogether
 * @param itemId the vendor's id of the reasoning, where it has one and wants it back
 */
public record Seal(
        Origin origin,
        JsonString value,
        boolean redacted,
        @Nullable JsonString itemId) {
    private static final String PREFIX = "sl1.";
    private static final int MIN_ENVELOPE = 6;

    /** A mark that stands beside visible reasoning. */
    public static Seal of(Origin origin, JsonString value) {
        return new Seal(origin, value, false, null);
    }

    /** The mark as a client of another dialect keeps it: {@code sl1.a.…}, {@code sl1.ar.…} when redacted, {@code sl1.p.<item id>.…}. */
    public JsonString envelope() {
        final StringBuilder text = new StringBuilder(PREFIX).append(origin.letter());
        if (redacted) {
            text.append('r');
        }
        text.append('.');
        final JsonString id = itemId;
        if (id != null) {
            text.append(id.text()).append('.');
        }
        return JsonString.of(text.append(value.text()).toString());
    }

    /** Opens an envelope; null when it is none of ours. */
    public static @Nullable Seal open(JsonString enveloped) {
        if (enveloped.length() < MIN_ENVELOPE || !enveloped.startsWith(PREFIX)) {
            return null;
        }
        final String text = enveloped.text();
        final int dot = text.indexOf('.', PREFIX.length());
        if (dot < 0 || dot > PREFIX.length() + 2) {
            return null;
        }
        final String mark = text.substring(PREFIX.length(), dot);
        final boolean redacted = mark.length() == 2 && mark.charAt(1) == 'r';
        if (mark.length() != 1 && !redacted) {
            return null;
        }
        for (final Origin origin : Origin.values()) {
            if (origin.letter() == mark.charAt(0)) {
                return opened(origin, redacted, text.substring(dot + 1));
            }
        }
        return null;
    }

    private static Seal opened(Origin origin, boolean redacted, String rest) {
        if (origin == Origin.RESPONSES) {
            final int dot = rest.indexOf('.');
            if (dot > 0) {
                return new Seal(
                        origin,
                        JsonString.of(rest.substring(dot + 1)),
                        redacted,
                        JsonString.of(rest.substring(0, dot)));
            }
        }
        return new Seal(origin, JsonString.of(rest), redacted, null);
    }

    /** The same in bytes of its own. */
    public Seal copy() {
        return new Seal(origin, value.copy(), redacted, itemId == null ? null : itemId.copy());
    }
}

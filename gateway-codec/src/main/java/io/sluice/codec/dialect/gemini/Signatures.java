package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Thought signatures: the vendor's own pass byte for byte; another vendor's mark, towards a client of this dialect, is wrapped in an
 * envelope in base64, which is what clients expect of the member.
 */
final class Signatures {
    /** The vendor's stand-in for history that another model has made. */
    static final JsonString PLACEHOLDER = JsonString.of("c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=");

    /** How an envelope begins in base64. */
    private static final String ENVELOPE = "c2wx";

    private Signatures() {}

    /** The mark that a part bears, or null. */
    static @Nullable Seal read(JsonString signature) {
        if (signature.isEmpty() || isPlaceholder(signature)) {
            return null;
        }
        if (signature.startsWith(ENVELOPE)) {
            final Seal opened = opened(signature.text());
            if (opened != null) {
                return opened;
            }
        }
        return Seal.of(Origin.GEMINI, signature);
    }

    private static @Nullable Seal opened(String base64) {
        try {
            final String standard = base64.replace('-', '+').replace('_', '/');
            final byte[] envelope = Base64.getDecoder().decode(standard);
            return Seal.open(JsonString.of(new String(envelope, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static boolean isPlaceholder(JsonString signature) {
        return signature.equals(PLACEHOLDER) || signature.is("skip_thought_signature_validator");
    }

    /** What a client of this dialect is told. */
    static JsonString told(Seal seal) {
        if (isOwn(seal)) {
            return seal.value();
        }
        final byte[] envelope = seal.envelope().text().getBytes(StandardCharsets.UTF_8);
        return JsonString.of(Base64.getEncoder().encodeToString(envelope));
    }

    /** Whether the vendor itself made it. */
    static boolean isOwn(@Nullable Seal seal) {
        return seal != null && seal.origin() == Origin.GEMINI;
    }
}

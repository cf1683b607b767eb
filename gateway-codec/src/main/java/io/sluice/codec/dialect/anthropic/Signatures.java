package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.json.JsonString;
import org.jspecify.annotations.Nullable;

/** Marks on reasoning as a client of this dialect keeps them: the vendor's own as they are, another's in an envelope. */
final class Signatures {
    /** For reasoning that bears no mark: the client needs one, and when it comes back, it must not go to the vendor. */
    private static final JsonString FOREIGN =
            Seal.of(Origin.OPENAI, JsonString.EMPTY).envelope();

    private Signatures() {}

    static boolean isRedacted(@Nullable Seal seal) {
        return seal != null && seal.redacted() && seal.origin() == Origin.ANTHROPIC;
    }

    static JsonString told(@Nullable Seal seal) {
        if (seal == null) {
            return FOREIGN;
        }
        return seal.origin() == Origin.ANTHROPIC ? seal.value() : seal.envelope();
    }
}

package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonValue;

/**
 * A member that has no place in the neutral form. A writer whose dialect has the same member under the same meaning may take it over;
 * any other treats it as its reader's dialect says.
 *
 * @param name in the client's dialect, with its path where it is nested
 * @param fate what becomes of it where it can't be told
 */
public record Extra(String name, JsonValue value, Fate fate) {
    public enum Fate {
        /** Dropped and reported: it only tunes. */
        DROP,
        /** Dropped in silence: a hint without effect on the meaning. */
        HINT,
        /** Refused: leaving it out would change the answer. */
        REJECT
    }
}

package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer.
 *
 * @param finish with calls taken into account ({@link Finish#given})
 * @param stopSequence the sequence that fired, where the vendor names it
 */
public record Choice(
        int index,
        List<Part> parts,
        Finish finish,
        @Nullable JsonString stopSequence) {}

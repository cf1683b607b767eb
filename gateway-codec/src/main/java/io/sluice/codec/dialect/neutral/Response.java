package io.sluice.codec.dialect.neutral;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.json.JsonString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer in one piece. Its strings are views over the body it was read from, which must outlive it.
 *
 * @param id the upstream's, empty when it gave none
 * @param usage what the upstream told, maybe nothing
 * @param tier the tier really used, or null
 */
public record Response(
        JsonString id,
        List<Choice> choices,
        Usage usage,
        @Nullable Tier tier) {}

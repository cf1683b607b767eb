package io.sluice.core.billing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Value: what one token of each kind costs, in attodollars ({@link Money}). Immutable; {@link #charge} is for the request path.
 */
public record Price(
        long inputAttoUsd, long cachedInputAttoUsd, long cacheWriteAttoUsd, long outputAttoUsd, long reasoningAttoUsd) {
    /** For a model without a listed price. */
    public static final Price FREE = new Price(0, 0, 0, 0, 0);

    /** Above it, a token's price in attodollars would come near the end of a long. */
    private static final BigDecimal MAX_USD_PER_MILLION = BigDecimal.valueOf(1_000_000);

    public Price {
        if ((inputAttoUsd | cachedInputAttoUsd | cacheWriteAttoUsd | outputAttoUsd | reasoningAttoUsd) < 0) {
            throw new IllegalArgumentException("a price can't be negative");
        }
    }

    /**
     * From listed prices in US dollars per million tokens.
     *
     * @throws IllegalArgumentException when one is negative, above 1000000, or has more than {@link Money#PRICE_DECIMALS} decimals
     */
    public static Price ofUsdPerMillion(
            BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output, BigDecimal reasoning) {
        return new Price(
                attoUsdPerToken("input", input),
                attoUsdPerToken("cached-input", cachedInput),
                attoUsdPerToken("cache-write", cacheWrite),
                attoUsdPerToken("output", output),
                attoUsdPerToken("reasoning", reasoning));
    }

    /**
     * Sets the draft's cost from the draft's token counts: each input token is fresh, cached or written to the cache, each output
     * token is reasoning or not. Parts that exceed their whole (an upstream's mistake) are charged as told, the rest as none.
     * Allocates nothing.
     */
    public void charge(BillingDraft draft) {
        final long cached = draft.cachedInputTokens;
        final long written = draft.cacheWriteTokens;
        final long reasoning = draft.reasoningTokens;
        draft.costHigh = 0;
        draft.costLow = 0;
        draft.addCost(draft.inputTokens - cached - written, inputAttoUsd);
        draft.addCost(cached, cachedInputAttoUsd);
        draft.addCost(written, cacheWriteAttoUsd);
        draft.addCost(draft.outputTokens - reasoning, outputAttoUsd);
        draft.addCost(reasoning, reasoningAttoUsd);
    }

    private static long attoUsdPerToken(String name, BigDecimal usdPerMillion) {
        if (usdPerMillion.signum() < 0 || usdPerMillion.compareTo(MAX_USD_PER_MILLION) > 0) {
            throw new IllegalArgumentException(
                    "must be 0..1000000 USD per million tokens: " + name + "=" + usdPerMillion);
        }
        try {
            return usdPerMillion
                    .setScale(Money.PRICE_DECIMALS, RoundingMode.UNNECESSARY)
                    .unscaledValue()
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "must have at most " + Money.PRICE_DECIMALS + " decimals: " + name + "=" + usdPerMillion, e);
        }
    }
}

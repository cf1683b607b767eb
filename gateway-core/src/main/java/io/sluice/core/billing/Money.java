package io.sluice.core.billing;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Exact money. The unit is the attodollar, 1e-18 USD: a price per million tokens with up to {@value #PRICE_DECIMALS} decimals is a
 * whole number of them per token. One token's price fits a long; a cost is a non-negative 128-bit number in two longs
 * (high, low), and so can't overflow for any count of tokens a record can hold. This class is for the cold side: text and sums.
 */
public final class Money {
    /** Decimals a price in USD per million tokens may have. */
    public static final int PRICE_DECIMALS = 12;

    private static final int ATTO_DECIMALS = 18;
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    private Money() {}

    /** A cost as a whole number of attodollars. */
    public static BigInteger attoUsd(long high, long low) {
        final BigInteger lowPart = BigInteger.valueOf(low);
        return BigInteger.valueOf(high).shiftLeft(64).add(low < 0 ? lowPart.add(TWO_64) : lowPart);
    }

    /** The exact decimal number of dollars, without trailing zeros and never in exponent form: "0.00123", "0". */
    public static String usdText(long high, long low) {
        return usdText(attoUsd(high, low));
    }

    /** As {@link #usdText(long, long)}, for a sum. */
    public static String usdText(BigInteger attoUsd) {
        return new BigDecimal(attoUsd, ATTO_DECIMALS).stripTrailingZeros().toPlainString();
    }
}

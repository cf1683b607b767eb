package io.sluice.core.limit;

/**
 * A value: the numbers of one set of limits; {@link #UNLIMITED} where there is no limit. A burst that is {@link #UNLIMITED} is
 * a minute's worth.
 */
public record RateSettings(
        long requestsPerMinute,
        long burst,
        long tokensPerMinute,
        long tokensBurst,
        int concurrent,
        Algorithm algorithm) {
    public static final int UNLIMITED = -1;
    public static final RateSettings NONE =
            new RateSettings(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, Algorithm.TOKEN_BUCKET);

    public enum Algorithm {
        TOKEN_BUCKET,
        /** Ignores the bursts: the minute's worth is the bound. */
        SLIDING_WINDOW
    }

    public RateSettings {
        check("requestsPerMinute", requestsPerMinute);
        check("burst", burst);
        check("tokensPerMinute", tokensPerMinute);
        check("tokensBurst", tokensBurst);
        check("concurrent", concurrent);
    }

    private static void check(String name, long value) {
        if (value != UNLIMITED && value < 1) {
            throw new IllegalArgumentException("must be at least 1, or -1 for none: " + name + "=" + value);
        }
    }
}

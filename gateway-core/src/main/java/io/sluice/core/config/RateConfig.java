package io.sluice.core.config;

/**
 * Value: limits of a key, an app or a model. {@link #UNLIMITED} stands for no limit; a burst is set exactly when its rate is.
 *
 * @param burst requests that may come at once
 * @param tokensBurst tokens that may be asked for at once
 */
public record RateConfig(
        RateAlgorithm algorithm,
        long requestsPerMinute,
        long burst,
        long tokensPerMinute,
        long tokensBurst,
        int concurrent) {
    public static final int UNLIMITED = -1;
}

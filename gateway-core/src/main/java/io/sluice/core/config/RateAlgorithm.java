package io.sluice.core.config;

/** How a rate is measured. */
public enum RateAlgorithm {
    TOKEN_BUCKET("token-bucket"),
    SLIDING_WINDOW("sliding-window");

    private final String configName;

    RateAlgorithm(String configName) {
        this.configName = configName;
    }

    /** How the config file spells it. */
    public String configName() {
        return configName;
    }
}

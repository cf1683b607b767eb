package io.sluice.core.config;

/** How one of several equal candidates is chosen. */
public enum Selection {
    WEIGHTED("weighted"),
    LEAST_LOADED("least-loaded");

    private final String configName;

    Selection(String configName) {
        this.configName = configName;
    }

    /** How the config file spells it. */
    public String configName() {
        return configName;
    }
}

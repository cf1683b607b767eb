package io.sluice.core.config;

/** How a log line looks. */
public enum LogFormat {
    TEXT("text"),
    JSON("json");

    private final String configName;

    LogFormat(String configName) {
        this.configName = configName;
    }

    /** How the config file spells it. */
    public String configName() {
        return configName;
    }
}

package io.sluice.core.config;

/** Which requests get a log line. */
public enum LogRequests {
    FAILURES("failures"),
    ALL("all"),
    NONE("none");

    private final String configName;

    LogRequests(String configName) {
        this.configName = configName;
    }

    /** How the config file spells it. */
    public String configName() {
        return configName;
    }
}

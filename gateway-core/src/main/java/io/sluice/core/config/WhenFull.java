package io.sluice.core.config;

/** What happens to a request when the billing ring has no room: it waits a bounded time, or is refused at once. */
public enum WhenFull {
    WAIT("wait"),
    REJECT("reject");

    private final String configName;

    WhenFull(String configName) {
        this.configName = configName;
    }

    /** How the config file spells it. */
    public String configName() {
        return configName;
    }
}

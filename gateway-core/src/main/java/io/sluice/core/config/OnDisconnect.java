package io.sluice.core.config;

/** What happens upstream when the client has left: the call is cancelled, or read on for its exact usage. */
public enum OnDisconnect {
    CANCEL("cancel"),
    DRAIN("drain");

    private final String configName;

    OnDisconnect(String configName) {
        this.configName = configName;
    }

    /** How the config file spells it. */
    public String configName() {
        return configName;
    }
}

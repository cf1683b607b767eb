package io.sluice.core.config;

/** Who may call: holders of a key, or anybody on a loopback address. */
public enum AuthMode {
    KEYS("keys"),
    OPEN("open");

    private final String configName;

    AuthMode(String configName) {
        this.configName = configName;
    }

    /** How the config file spells it. */
    public String configName() {
        return configName;
    }
}

package io.sluice.core.config;

/** How a proxy is spoken to. */
public enum ProxyKind {
    HTTP("http"),
    SOCKS5("socks5");

    private final String configName;

    ProxyKind(String configName) {
        this.configName = configName;
    }

    /** How the config file spells it. */
    public String configName() {
        return configName;
    }
}

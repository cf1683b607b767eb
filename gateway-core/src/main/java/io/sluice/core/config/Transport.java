package io.sluice.core.config;

/** How event loops talk to the operating system. */
public enum Transport {
    AUTO("auto"),
    IO_URING("io_uring"),
    EPOLL("epoll"),
    NIO("nio");

    private final String configName;

    Transport(String configName) {
        this.configName = configName;
    }

    /** How the config file spells it. */
    public String configName() {
        return configName;
    }
}

package io.sluice.codec.dialect;

import org.jspecify.annotations.Nullable;

/** A vendor's way of speaking. Value; the names are those of the config key {@code dialect}. */
public enum Dialect {
    OPENAI("openai"),
    OPENAI_RESPONSES("openai-responses"),
    ANTHROPIC("anthropic"),
    GEMINI("gemini"),
    BEDROCK("bedrock"),
    COHERE("cohere");

    private final String configName;

    Dialect(String configName) {
        this.configName = configName;
    }

    public String configName() {
        return configName;
    }

    /** @return the dialect with that config name, or null when there is none */
    public static @Nullable Dialect of(String configName) {
        for (Dialect dialect : values()) {
            if (dialect.configName.equals(configName)) {
                return dialect;
            }
        }
        return null;
    }
}

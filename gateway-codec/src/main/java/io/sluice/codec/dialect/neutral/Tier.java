package io.sluice.codec.dialect.neutral;

/** The class of service asked for. */
public enum Tier {
    AUTO,
    DEFAULT,
    FLEX,
    PRIORITY
}

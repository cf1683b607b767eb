package io.sluice.core.config;

/** Value: what is logged and how. */
public record LogConfig(LogFormat format, LogLevel level, LogRequests requests) {}

package io.sluice.core.config;

/** Value: bounds on what one client, and all of them together, may make the gateway hold. */
public record Limits(
        int maxHeadBytes, int maxHeaders, long maxBodyBytes, int maxConnections, int maxBufferedPerStreamBytes) {}

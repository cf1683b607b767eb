package io.sluice.core.config;

/**
 * Value: bounds on what one client, and all of them together, may make the gateway hold.
 *
 * @param maxInFlight requests served at once; 0 leaves it to the gateway
 * @param maxMemoryBytes of bodies, answers and requests that wait, all together; 0 leaves it to the gateway
 */
public record Limits(
        int maxHeadBytes,
        int maxHeaders,
        long maxBodyBytes,
        int maxConnections,
        int maxBufferedPerStreamBytes,
        int maxInFlight,
        long maxMemoryBytes) {}

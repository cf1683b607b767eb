package io.sluice.core.config;

/**
 * Value: the client's side of time.
 *
 * @param drainNs how long requests in flight may take to end at shutdown
 */
public record ClientTimeouts(long headNs, long bodyIdleNs, long keepAliveNs, long writeIdleNs, long drainNs) {}

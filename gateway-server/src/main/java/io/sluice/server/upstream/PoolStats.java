package io.sluice.server.upstream;

/**
 * Value: one pool at one moment.
 *
 * @param channel whose connections these are
 * @param origin host and port
 * @param idle connections kept for the next request
 * @param busy connections serving a request
 * @param connecting connections on their way
 * @param waiting requests in line
 * @param opened connections made since start
 * @param reused requests served by a connection that had served before
 * @param failed connections that could not be made
 */
public record PoolStats(
        String channel,
        String origin,
        int idle,
        int busy,
        int connecting,
        int waiting,
        long opened,
        long reused,
        long failed) {}

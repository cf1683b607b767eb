package io.sluice.server.edge;

import io.sluice.codec.http.HttpLimits;

/**
 * Bounds of one client connection.
 *
 * @param http bounds of a request's head and body
 * @param headNs from a head's first byte to its last
 * @param bodyIdleNs longest silence inside a body; also the grace before {@link #MIN_BODY_BYTES_PER_SECOND} is demanded
 * @param keepAliveNs longest silence between requests, and before the first
 * @param writeIdleNs how often it is looked whether a client takes {@link #MIN_READ_BYTES_PER_SECOND} of the bytes that wait for it
 */
public record EdgeSettings(HttpLimits http, long headNs, long bodyIdleNs, long keepAliveNs, long writeIdleNs) {
    /** A body slower than this over its whole length is an attack on sockets, not a slow link. */
    static final long MIN_BODY_BYTES_PER_SECOND = 1024;

    /** What a client takes of the bytes that wait for it, over {@link #writeIdleNs}, unless it is all that waited. */
    static final long MIN_READ_BYTES_PER_SECOND = 1024;

    /** Bytes of following requests kept while one is answered; past it the socket is left unread. */
    static final int MAX_PIPELINED_BYTES = 64 * 1024;

    /** More than one turn's reads beyond {@link #MAX_PIPELINED_BYTES} can only come from a client that has closed. */
    static final int MAX_UNREAD_BYTES = 512 * 1024;

    /** Requests of one connection that are answered on the spot, one behind the other, before others have their turn. */
    static final int MAX_REQUESTS_PER_TURN = 16;

    /** How long and how much of a refused request is read and dropped, so that its sender can read the refusal. */
    static final long LINGER_NS = 2_000_000_000L;

    static final long MAX_LINGER_BYTES = 1024 * 1024;
}

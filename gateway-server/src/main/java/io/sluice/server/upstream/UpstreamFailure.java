package io.sluice.server.upstream;

/** How an exchange on a connection broke. */
public enum UpstreamFailure {
    /** The connection was reset, or broke below HTTP. */
    RESET,
    /** The connection was closed before the answer began: what happens to a pooled connection its server no longer wants. */
    CLOSED,
    /** The connection was closed within the answer. */
    TRUNCATED,
    /** The answer breaks the protocol. */
    VIOLATION,
    /** The request could not be written, and no answer came either. */
    WRITE
}

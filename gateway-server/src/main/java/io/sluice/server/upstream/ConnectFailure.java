package io.sluice.server.upstream;

/** Why no connection could be had. No byte of the request has left in any of these cases. */
public enum ConnectFailure {
    /** The name has no address, or nobody could be asked. */
    DNS,
    /** None of the addresses is one that may be connected to. */
    FORBIDDEN,
    /** Every address refused or can't be reached. */
    REFUSED,
    /** The connect timeout passed; the message says in which step. */
    TIMEOUT,
    /** The handshake failed; the message says whether the certificate has expired, is for another host, isn't trusted. */
    TLS,
    /** The proxy can't be reached or said no. */
    PROXY,
    /** Every connection stayed busy until the connect timeout, too many were waiting already, or no socket was left. */
    EXHAUSTED,
    /** The pools are closing. */
    CLOSING
}

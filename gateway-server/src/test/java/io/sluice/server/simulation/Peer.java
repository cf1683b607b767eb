package io.sluice.server.simulation;

/** Whoever is at the far end of one of the gateway's connections: a client, or a vendor. It sees bytes and what a socket tells. */
interface Peer {
    /** The connection is up. */
    void connected();

    /** Bytes of the gateway's have arrived. */
    void received(byte[] bytes);

    /** The gateway will send no more. */
    void ended();

    /** The connection is gone: the gateway closed it with bytes unread, or the process died. No call follows. */
    void reset();
}

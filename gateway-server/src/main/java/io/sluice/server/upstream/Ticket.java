package io.sluice.server.upstream;

/** A place in the line for a connection. Only the loop touches it. */
public interface Ticket {
    /** Of those that need not wait. */
    Ticket SERVED = () -> {};

    /** Leaves the line: the acquirer hears nothing any more. Harmless once it has been served. */
    void cancel();
}

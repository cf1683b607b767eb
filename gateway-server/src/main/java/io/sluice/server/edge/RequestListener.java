package io.sluice.server.edge;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.Violation;

/**
 * What a connection's requests are handed to, one after the other: head, body spans, end, and then nothing until the
 * listener has called {@link ClientConnection#finishAnswer}. One listener serves one connection for its whole life.
 * Called on the connection's loop; calls never nest.
 */
public interface RequestListener {
    /** @param head borrowed: a view over received bytes, unreadable after return; copy what must outlive it */
    void head(RequestHead head);

    /** A range of the body, framing removed. Borrows {@code in}: retain a slice to keep it. */
    void body(ByteBuf in, int index, int length);

    /** The request is complete. */
    void end();

    /** The bytes are no request; nothing more of this connection is interpreted. Answer and finish without keep-alive. */
    void violation(Violation rule);

    /** The client took longer than it may for its head or body. Answer and finish without keep-alive. */
    void requestTimeout();

    /** There is no memory for the rest of a head that has begun. Answer and finish without keep-alive. */
    void overloaded();

    /** The client left, or was cut off, before its answer was finished. No call follows for this request. */
    void clientGone();

    /** The connection takes more bytes, or should be spared them for a while. */
    void writabilityChanged(boolean writable);
}

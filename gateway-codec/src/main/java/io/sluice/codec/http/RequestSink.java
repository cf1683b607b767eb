package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;

/**
 * Receives requests, in order: {@code head body* end}, or at any point {@code violation} and nothing more. Called on the
 * connection's loop from within {@link RequestParser#feed}; calls never nest. Any of them may close the parser.
 */
public interface RequestSink {
    /** @param head borrowed: a view over received bytes, unreadable after return; copy what must outlive the call */
    void head(RequestHead head);

    /**
     * A piece of the body, framing removed.
     *
     * @param in borrowed: {@code in.retainedSlice(index, length)} keeps the piece
     * @param length at least 1
     */
    void body(ByteBuf in, int index, int length);

    /** The message is complete. The parser reads no further until it is fed again. */
    void end();

    /**
     * The stream can't be trusted any further: the parser swallows the rest.
     *
     * @param atOffset byte of the message that broke the rule, or the start of the field that did
     */
    void violation(Violation rule, long atOffset);
}

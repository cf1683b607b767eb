package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;

/**
 * Receives final responses: {@code head body* end}, or at any point {@code violation} and nothing more. Called on the
 * connection's loop from within {@link ResponseParser#feed} or {@link ResponseParser#eof}; calls never nest. Any of them may
 * close the parser, and {@code end} may arm it for the next response.
 */
public interface ResponseSink {
    /** @param head borrowed: a view over received bytes, unreadable after return; copy what must outlive the call */
    void head(ResponseHead head);

    /**
     * A piece of the body, framing removed.
     *
     * @param in borrowed: {@code in.retainedSlice(index, length)} keeps the piece
     * @param length at least 1
     */
    void body(ByteBuf in, int index, int length);

    /**
     * A piece of the body that came as one whole chunk, in a form that may be passed on as it is: what lies between {@code start}
     * and {@code end} is its size line without extensions, the piece, and the line end behind it (RFC 9112 7.1). Instead of
     * {@link #body} where both are so.
     *
     * @param in borrowed, as with {@link #body}
     */
    default void chunk(ByteBuf in, int index, int length, int start, int end) {
        body(in, index, length);
    }

    /** The message is complete. The parser reads no further until it is fed again. */
    void end();

    /**
     * The stream can't be trusted any further: the parser swallows the rest.
     *
     * @param atOffset byte of the message that broke the rule, or the start of the field that did; interim responses count
     *     as messages of their own
     */
    void violation(Violation rule, long atOffset);
}

package io.sluice.server.upstream;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.http.ResponseHead;

/**
 * One exchange on an {@link UpstreamConnection}: {@code head body* end}, or {@code failed} at any point, after which nothing
 * follows. Called on the loop. From any call the connection may be released or cancelled; nothing follows that either.
 */
public interface UpstreamListener {
    /** @param head borrowed: unreadable after return */
    void head(ResponseHead head);

    /** @param in borrowed: {@code in.retainedSlice(index, length)} keeps the piece */
    void body(ByteBuf in, int index, int length);

    /** As {@link #body}, for a piece that came as one whole chunk: see {@link io.sluice.codec.http.ResponseSink#chunk}. */
    default void chunk(ByteBuf in, int index, int length, int start, int end) {
        body(in, index, length);
    }

    /** The read batch is over: the moment to flush what it brought. Not called when the connection went back within the batch. */
    void readComplete();

    /** The answer is complete; {@link UpstreamConnection#release} or {@link UpstreamConnection#cancel} comes next. */
    void end();

    /**
     * The exchange is over and the connection is gone; {@link UpstreamConnection#failureDetail} has words for it.
     *
     * @param anyBytes whether any byte of an answer arrived: without one the request may be tried elsewhere
     */
    void failed(UpstreamFailure failure, boolean anyBytes);

    /** The connection's write buffer passed its high mark ({@code false}) or fell below its low mark again. */
    void writabilityChanged(boolean writable);
}

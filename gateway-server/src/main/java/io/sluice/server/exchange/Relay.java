package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes an upstream's body to the client's {@link Answer} and looks along: when the answer is certain enough to be
 * committed, what it used, and whether it ended as it should. One relay serves one connection, answer after answer.
 * Confined to the connection's loop.
 */
abstract sealed class Relay permits EventRelay, ArrayRelay, WholeRelay, PassRelay, TranslatedStream, TranslatedAnswer {
    /** A range of the body, in order, framing removed. Borrows {@code in}. */
    abstract void body(ByteBuf in, int index, int length);

    /**
     * As {@link #body}, for a range that came as one whole chunk and may be passed on as such.
     *
     * @param start where the chunk begins, its framing included
     * @param end where it ends
     */
    void chunk(ByteBuf in, int index, int length, int start, int end) {
        body(in, index, length);
    }

    /**
     * The body has ended as its framing said.
     *
     * @return null when the answer is whole; else what is wrong with it
     */
    abstract @Nullable Fault end();

    /** What is already known to be wrong with an answer that isn't committed yet, so that another may be tried at once. */
    @Nullable
    Fault earlyFault() {
        return null;
    }

    /** Whether content has been seen: the first token. */
    abstract boolean hasContent();

    /**
     * How many whole parts have been seen: events, elements. An upstream that only adds bytes to a part is held to a pace;
     * -1 where any byte is as good as a part.
     */
    long parts() {
        return -1;
    }

    /** Whether the answer said by itself that it is complete; nothing after that has a meaning. */
    boolean isTerminated() {
        return false;
    }

    /** What the upstream said went wrong, once a fault is known; null when it said nothing. Cold. */
    @Nullable
    String faultMessage() {
        return null;
    }

    /** Output tokens judged by the text seen, for an answer that doesn't tell. */
    long estimatedOutputTokens() {
        return 0;
    }

    /** The client is gone, and what is held for it is about to be dropped; the upstream's body may go on. */
    void clientGone() {}

    /** Drops what is kept of an answer that goes no further. */
    void cancel() {}
}

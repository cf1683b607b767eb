package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;

/** Writes a unary answer in a client's dialect. Owned by one thread, reused. */
public interface ResponseWriter {
    void write(Response response, Work work, ByteBuf out);

    /** Writes the answer to a request to count tokens. */
    default void writeCount(long inputTokens, ByteBuf out) {
        throw new UnsupportedOperationException("this dialect counts no tokens");
    }
}

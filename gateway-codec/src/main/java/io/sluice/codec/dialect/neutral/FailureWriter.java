package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;

/** Writes a refusal in one dialect. Cold; any thread. */
public interface FailureWriter {
    /** The HTTP status a client of this dialect is told. */
    int status(Failure failure);

    /** Writes the body. */
    void write(Failure failure, String requestId, ByteBuf out);
}

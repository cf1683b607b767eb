package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;

/** Reads a refusal of one dialect. Cold; any thread. */
@FunctionalInterface
public interface FailureReader {
    /**
     * Reads an error's body, whatever its shape.
     *
     * @param body borrowed
     * @param retryAfterMs from the head, or -1
     */
    Failure read(ByteBuf body, int index, int length, int status, long retryAfterMs);
}

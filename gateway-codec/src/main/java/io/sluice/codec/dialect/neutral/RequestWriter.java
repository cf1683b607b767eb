package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;

/** Writes a request in an upstream's dialect. Owned by one thread, reused. */
public interface RequestWriter {
    /**
     * Writes the body.
     *
     * @param model what the upstream calls the model; dialects that put it into the path ignore it here
     * @param work settings, losses and aliases of this translation; the writer adds to the last two
     * @param counting whether the tokens of the request are only to be counted
     * @param out written to; in case of a refusal with part of a body, which the caller drops
     * @throws UnsupportedException when leaving something out would change the answer
     */
    void write(Request request, String model, Work work, boolean counting, ByteBuf out) throws UnsupportedException;
}

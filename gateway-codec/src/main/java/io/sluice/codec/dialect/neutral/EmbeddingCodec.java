package io.sluice.codec.dialect.neutral;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * One vendor's way of asking for vectors and of giving them, around the neutral form; errors are those of its {@link DialectCodec}. Immutable,
 * any thread: such a call is small beside what it makes an upstream do.
 */
public interface EmbeddingCodec {
    Dialect dialect();

    /**
     * Reads a client's request.
     *
     * @param hints what the client told outside the body
     * @throws UnsupportedException when it is not what the dialect takes, or only its own vendor can honour it
     */
    EmbeddingRequest readRequest(JsonValue body, RequestReader.Hints hints) throws UnsupportedException;

    /**
     * Writes the request for an upstream.
     *
     * @param model what the upstream calls the model
     * @param work settings and losses of this translation
     * @throws UnsupportedException when leaving something out would change the answer
     */
    void writeRequest(EmbeddingRequest request, String model, Work work, ByteBuf out) throws UnsupportedException;

    /**
     * Reads an upstream's answer.
     *
     * @return null when the body is no such answer, or has another number of vectors than there were inputs
     */
    @Nullable
    EmbeddingResponse readResponse(JsonValue body, EmbeddingRequest request);

    /**
     * Writes the answer for the client.
     *
     * @param request the client's, which says in what form it wants the vectors
     * @param work where the upstream told no usage, its estimate of the input is told
     */
    void writeResponse(EmbeddingResponse response, EmbeddingRequest request, Work work, ByteBuf out);
}

package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.EmbeddingCodec;
import io.sluice.codec.dialect.neutral.EmbeddingRequest;
import io.sluice.codec.dialect.neutral.EmbeddingResponse;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Embeddings: clients ask for one, or for a batch; an upstream is always asked for a batch. What a text is for, and its title, only this vendor knows. */
public final class GeminiEmbeddings implements EmbeddingCodec {
    /** For {@code embedContent}. */
    public static final GeminiEmbeddings SINGLE = new GeminiEmbeddings(false);

    /** For {@code batchEmbedContents}. */
    public static final GeminiEmbeddings BATCH = new GeminiEmbeddings(true);

    private static final byte[] REQUESTS = JsonWriter.name("requests");
    private static final byte[] MODEL = JsonWriter.name("model");
    private static final byte[] CONTENT = JsonWriter.name("content");
    private static final byte[] PARTS = JsonWriter.name("parts");
    private static final byte[] TEXT = JsonWriter.name("text");
    private static final byte[] DIMENSIONS = JsonWriter.name("outputDimensionality");
    private static final byte[] EMBEDDING = JsonWriter.name("embedding");
    private static final byte[] EMBEDDINGS = JsonWriter.name("embeddings");
    private static final byte[] VALUES = JsonWriter.name("values");

    private final boolean batch;

    private GeminiEmbeddings(boolean batch) {
        this.batch = batch;
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI;
    }

    @Override
    public EmbeddingRequest readRequest(JsonValue body, RequestReader.Hints hints) throws UnsupportedException {
        return new EmbeddingsReader().request(body, batch, hints.model());
    }

    @Override
    public void writeRequest(EmbeddingRequest request, String model, Work work, ByteBuf out)
            throws UnsupportedException {
        for (final Extra extra : request.extras()) {
            if (extra.fate() == Extra.Fate.REJECT) {
                throw Losses.unsupported(extra.name(), Dialect.GEMINI);
            }
            if (extra.fate() == Extra.Fate.DROP) {
                work.losses().drop(extra.name(), Dialect.GEMINI);
            }
        }
        final JsonWriter json =
                new JsonWriter().begin(out).object().member(REQUESTS).array();
        final JsonValue dimensions = request.dimensions();
        for (final JsonString input : request.inputs()) {
            json.object().member(MODEL).string(GeminiRequestWriter.resource(model));
            json.member(CONTENT).object().member(PARTS).array();
            json.object().member(TEXT).string(input).endObject().endArray().endObject();
            if (dimensions != null) {
                json.member(DIMENSIONS).value(dimensions);
            }
            json.endObject();
        }
        json.endArray().endObject();
    }

    @Override
    public @Nullable EmbeddingResponse readResponse(JsonValue body, EmbeddingRequest request) {
        return new EmbeddingsReader().response(body, request.inputs().size());
    }

    /** This dialect gives numbers alone, and tells no usage. */
    @Override
    public void writeResponse(EmbeddingResponse response, EmbeddingRequest request, Work work, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out).object();
        if (batch) {
            json.member(EMBEDDINGS).array();
            for (final JsonValue vector : response.vectors()) {
                json.object().member(VALUES).value(vector).endObject();
            }
            json.endArray();
        } else {
            json.member(EMBEDDING).object();
            json.member(VALUES).value(response.vectors().get(0)).endObject();
        }
        json.endObject();
    }
}

package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.EmbeddingCodec;
import io.sluice.codec.dialect.neutral.EmbeddingRequest;
import io.sluice.codec.dialect.neutral.EmbeddingResponse;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Vectors;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Embeddings: texts of a request, one vector each. Prompts told as tokens mean nothing to another vendor's model. */
public final class OpenAiEmbeddings implements EmbeddingCodec {
    /** The only one: it holds nothing. */
    public static final OpenAiEmbeddings INSTANCE = new OpenAiEmbeddings();

    private static final byte[] MODEL = JsonWriter.name("model");
    private static final byte[] INPUT = JsonWriter.name("input");
    private static final byte[] DIMENSIONS = JsonWriter.name("dimensions");
    private static final byte[] ENCODING_FORMAT = JsonWriter.name("encoding_format");
    private static final byte[] OBJECT = JsonWriter.name("object");
    private static final byte[] DATA = JsonWriter.name("data");
    private static final byte[] INDEX = JsonWriter.name("index");
    private static final byte[] EMBEDDING = JsonWriter.name("embedding");
    private static final byte[] USAGE = JsonWriter.name("usage");
    private static final byte[] PROMPT_TOKENS = JsonWriter.name("prompt_tokens");
    private static final byte[] TOTAL_TOKENS = JsonWriter.name("total_tokens");

    private OpenAiEmbeddings() {}

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI;
    }

    @Override
    public EmbeddingRequest readRequest(JsonValue body, RequestReader.Hints hints) throws UnsupportedException {
        return new EmbeddingsReader().request(body);
    }

    @Override
    public void writeRequest(EmbeddingRequest request, String model, Work work, ByteBuf out)
            throws UnsupportedException {
        final JsonWriter json = new JsonWriter().begin(out).object();
        json.member(MODEL).string(model).member(INPUT).array();
        for (final JsonString input : request.inputs()) {
            json.string(input);
        }
        json.endArray();
        final JsonValue dimensions = request.dimensions();
        if (dimensions != null) {
            json.member(DIMENSIONS).value(dimensions);
        }
        json.member(ENCODING_FORMAT).string("float").endObject();
        for (final Extra extra : request.extras()) {
            if (extra.fate() == Extra.Fate.REJECT) {
                throw Losses.unsupported(extra.name(), Dialect.OPENAI);
            }
            if (extra.fate() == Extra.Fate.DROP) {
                work.losses().drop(extra.name(), Dialect.OPENAI);
            }
        }
    }

    @Override
    public @Nullable EmbeddingResponse readResponse(JsonValue body, EmbeddingRequest request) {
        return new EmbeddingsReader().response(body, request.inputs().size());
    }

    @Override
    public void writeResponse(EmbeddingResponse response, EmbeddingRequest request, Work work, ByteBuf out) {
        final JsonWriter json = new JsonWriter().begin(out).object();
        json.member(OBJECT).string("list").member(DATA).array();
        for (int i = 0; i < response.vectors().size(); i++) {
            json.object().member(OBJECT).string("embedding").member(INDEX).number(i);
            json.member(EMBEDDING);
            vector(json, response.vectors().get(i), request.base64());
            json.endObject();
        }
        json.endArray().member(MODEL).string(request.model());
        final long tokens = inputTokens(response.usage(), work);
        json.member(USAGE).object().member(PROMPT_TOKENS).number(tokens);
        json.member(TOTAL_TOKENS).number(tokens).endObject().endObject();
    }

    private static void vector(JsonWriter json, JsonValue vector, boolean base64) {
        if (!base64) {
            json.value(vector);
            return;
        }
        json.openString();
        Vectors.writeBase64(vector, json.out());
        json.closeString();
    }

    private static long inputTokens(Usage usage, Work work) {
        if (usage.isInputKnown()) {
            return usage.inputTotal();
        }
        work.losses().estimate("usage");
        return work.estimatedInputTokens();
    }
}

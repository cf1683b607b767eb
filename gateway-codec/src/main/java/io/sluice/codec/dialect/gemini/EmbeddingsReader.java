package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.EmbeddingRequest;
import io.sluice.codec.dialect.neutral.EmbeddingResponse;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.JoinedText;
import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Vectors;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one request for embeddings, or one answer. Used once. */
final class EmbeddingsReader {
    private enum Member {
        MODEL,
        CONTENT,
        OUTPUT_DIMENSIONALITY
    }

    private enum Batch {
        REQUESTS
    }

    private enum ResponseMember {
        EMBEDDING,
        EMBEDDINGS,
        USAGE_METADATA
    }

    private enum Embedding {
        VALUES
    }

    private static final Member[] MEMBERS = Member.values();
    private static final ProtoNames MEMBER_NAMES = ProtoNames.of(MEMBERS);
    private static final ProtoNames BATCH_NAMES = ProtoNames.of(Batch.values());
    private static final ResponseMember[] RESPONSE = ResponseMember.values();
    private static final ProtoNames RESPONSE_NAMES = ProtoNames.of(RESPONSE);
    private static final ProtoNames EMBEDDING_NAMES = ProtoNames.of(Embedding.values());
    private static final String REQUESTS = "requests";
    private static final String CONTENT = "content";
    private static final String DIMENSIONS = "outputDimensionality";

    private final JsonCursor cursor = new JsonCursor();
    private final Content content = new Content();
    private final List<JsonString> inputs = new ArrayList<>(1);
    private final List<JsonValue> vectors = new ArrayList<>(1);
    private final List<Extra> extras = new ArrayList<>(0);
    private final Usage usage = new Usage();
    private @Nullable JsonValue dimensions;

    /** @param batch whether the body holds several requests */
    EmbeddingRequest request(JsonValue body, boolean batch, @Nullable String model) throws UnsupportedException {
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            throw Members.wrongType("body", "a JSON object");
        }
        if (batch) {
            batch();
        } else {
            one();
        }
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            throw new UnsupportedException("body", "the body is not valid JSON");
        }
        if (inputs.isEmpty()) {
            throw new UnsupportedException(batch ? REQUESTS : CONTENT, "there is no text to embed");
        }
        return new EmbeddingRequest(
                model == null ? JsonString.EMPTY : JsonString.of(model), inputs, dimensions, false, extras);
    }

    private void batch() throws UnsupportedException {
        while (cursor.next() == JsonToken.NAME) {
            if (BATCH_NAMES.in(cursor) != 0) {
                unknown();
            } else if (Members.enterArray(cursor, REQUESTS)) {
                while (cursor.next() == JsonToken.OBJECT) {
                    one();
                }
                Values.elementsEnded(cursor, REQUESTS);
            }
        }
    }

    /** Every request of a batch has settings of its own; elsewhere they are those of all. */
    private void one() throws UnsupportedException {
        final boolean first = inputs.isEmpty();
        final int before = inputs.size();
        JsonValue asked = null;
        while (cursor.next() == JsonToken.NAME) {
            final int member = MEMBER_NAMES.in(cursor);
            if (member < 0) {
                unknown();
                continue;
            }
            switch (MEMBERS[member]) {
                case MODEL -> cursor.skip();
                case CONTENT -> content();
                case OUTPUT_DIMENSIONALITY -> asked = Values.wholeNumber(cursor, DIMENSIONS);
            }
        }
        if (inputs.size() == before && !cursor.failed()) {
            throw Members.wrongType(CONTENT, "an object with text in it");
        }
        if (!first && (dimensions == null ? asked != null : !dimensions.equals(asked))) {
            throw new UnsupportedException(
                    DIMENSIONS, "'" + DIMENSIONS + "' must be the same in all requests: elsewhere it is said once");
        }
        dimensions = asked;
    }

    private void content() throws UnsupportedException {
        if (!Members.enterObject(cursor, CONTENT)) {
            return;
        }
        content.read(cursor);
        final JoinedText text = new JoinedText();
        for (int i = 0; i < content.size(); i++) {
            if (content.piece(i).kind != Piece.Kind.TEXT) {
                throw Values.foreign(CONTENT + ".parts", "something else than text");
            }
            text.add(content.piece(i).text);
        }
        if (content.size() > 0) {
            inputs.add(text.text());
        }
    }

    private void unknown() {
        final String name = ProtoNames.camel(cursor.text());
        final JsonValue value = Members.something(cursor);
        if (value != null) {
            extras.add(new Extra(name, value, Extra.Fate.DROP));
        }
    }

    /** Null when the body isn't an answer with that many vectors. */
    @Nullable
    EmbeddingResponse response(JsonValue body, int count) {
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            return null;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = RESPONSE_NAMES.in(cursor);
            if (member < 0) {
                cursor.skip();
                continue;
            }
            switch (RESPONSE[member]) {
                case EMBEDDING -> {
                    if (cursor.next() == JsonToken.OBJECT) {
                        embedding();
                    } else {
                        cursor.skip();
                    }
                }
                case EMBEDDINGS -> embeddings();
                case USAGE_METADATA -> new UsageWords(null).read(cursor, usage);
            }
        }
        if (cursor.failed() || cursor.next() != JsonToken.END || vectors.size() != count) {
            return null;
        }
        for (final JsonValue vector : vectors) {
            if (!Vectors.isVector(vector)) {
                return null;
            }
        }
        return new EmbeddingResponse(vectors, usage);
    }

    private void embeddings() {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.OBJECT) {
            embedding();
        }
    }

    private void embedding() {
        while (cursor.next() == JsonToken.NAME) {
            if (EMBEDDING_NAMES.in(cursor) == 0) {
                vectors.add(cursor.value());
            } else {
                cursor.skip();
            }
        }
    }
}

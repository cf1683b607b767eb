package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.Usage;
import io.sluice.codec.dialect.neutral.EmbeddingRequest;
import io.sluice.codec.dialect.neutral.EmbeddingResponse;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Vectors;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one request for embeddings, or one answer. Used once. */
final class EmbeddingsReader {
    private static final NameTable REQUEST =
            NameTable.of("model", "input", "dimensions", "encoding_format", "user", "safety_identifier");
    private static final NameTable RESPONSE = NameTable.of("data", "usage");
    private static final NameTable ELEMENT = NameTable.of("index", "embedding");
    private static final NameTable USAGE = NameTable.of("prompt_tokens", "total_tokens");

    private final JsonCursor cursor = new JsonCursor();
    private final List<JsonString> inputs = new ArrayList<>(1);
    private final List<Extra> extras = new ArrayList<>(0);
    private final Usage usage = new Usage();

    private JsonString model = JsonString.EMPTY;
    private @Nullable JsonValue dimensions;
    private boolean base64;

    EmbeddingRequest request(JsonValue body) throws UnsupportedException {
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            throw new UnsupportedException("body", "the body has to be one JSON object");
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(REQUEST)) {
                case 0 -> model = string("model");
                case 1 -> input();
                case 2 -> dimensions();
                case 3 -> encodingFormat();
                case 4, 5 -> cursor.skip();
                default -> unknown();
            }
        }
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            throw new UnsupportedException("body", "the body is not valid JSON");
        }
        if (inputs.isEmpty()) {
            throw new UnsupportedException("input", "'input' has to hold a text");
        }
        return new EmbeddingRequest(model, inputs, dimensions, base64, extras);
    }

    private JsonString string(String member) throws UnsupportedException {
        if (cursor.next() != JsonToken.STRING) {
            throw new UnsupportedException(member, "'" + member + "' has to be a string");
        }
        return cursor.string();
    }

    private void input() throws UnsupportedException {
        inputs.clear();
        final int first = cursor.next();
        if (first == JsonToken.STRING) {
            inputs.add(cursor.string());
            return;
        }
        if (first != JsonToken.ARRAY) {
            throw new UnsupportedException("input", "'input' has to be a string or an array of strings");
        }
        while (cursor.next() == JsonToken.STRING) {
            inputs.add(cursor.string());
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw new UnsupportedException(
                    "input", "'input' has to hold texts: tokens mean nothing to another vendor's model");
        }
    }

    private void dimensions() {
        final JsonValue value = cursor.value();
        dimensions = value.is("null") ? null : value;
    }

    private void encodingFormat() throws UnsupportedException {
        if (cursor.next() == JsonToken.NULL) {
            return;
        }
        base64 = cursor.string().is("base64");
        if (!base64 && !cursor.string().is("float")) {
            throw new UnsupportedException("encoding_format", "'encoding_format' has to be float or base64");
        }
    }

    private void unknown() {
        final String name = cursor.text();
        final JsonValue value = cursor.value();
        if (!value.is("null")) {
            extras.add(new Extra(name, value, Extra.Fate.DROP));
        }
    }

    /** Null when the body isn't an answer with that many vectors. */
    @Nullable
    EmbeddingResponse response(JsonValue body, int count) {
        final @Nullable JsonValue[] vectors = new @Nullable JsonValue[count];
        body.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            return null;
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(RESPONSE)) {
                case 0 -> data(vectors);
                case 1 -> usage();
                default -> cursor.skip();
            }
        }
        if (cursor.failed() || cursor.next() != JsonToken.END) {
            return null;
        }
        final List<JsonValue> whole = new ArrayList<>(count);
        for (final JsonValue vector : vectors) {
            if (vector == null || !Vectors.isVector(vector)) {
                return null;
            }
            whole.add(vector);
        }
        return new EmbeddingResponse(whole, usage);
    }

    private void data(@Nullable JsonValue[] vectors) {
        if (cursor.next() != JsonToken.ARRAY) {
            cursor.skip();
            return;
        }
        for (int place = 0; cursor.next() == JsonToken.OBJECT; place++) {
            element(vectors, place);
        }
    }

    private void element(@Nullable JsonValue[] vectors, int place) {
        long index = place;
        JsonValue vector = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(ELEMENT)) {
                case 0 -> {
                    index = cursor.next() == JsonToken.NUMBER ? cursor.longValue() : place;
                    cursor.skip();
                }
                case 1 -> vector = cursor.value();
                default -> cursor.skip();
            }
        }
        if (index >= 0 && index < vectors.length) {
            vectors[(int) index] = vector;
        }
    }

    private void usage() {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        while (cursor.next() == JsonToken.NAME) {
            final int member = cursor.nameIn(USAGE);
            final boolean number = cursor.next() == JsonToken.NUMBER;
            if (number && member == 0) {
                usage.input(cursor.longValue());
            } else if (number && member == 1) {
                usage.total(cursor.longValue());
            }
            cursor.skip();
        }
    }
}

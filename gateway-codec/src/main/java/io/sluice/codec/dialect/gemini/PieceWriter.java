package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Writes the parts of answers. */
final class PieceWriter {
    private static final byte[] TEXT = JsonWriter.name("text");
    private static final byte[] THOUGHT = JsonWriter.name("thought");
    private static final byte[] SIGNATURE = JsonWriter.name("thoughtSignature");
    private static final byte[] CALL = JsonWriter.name("functionCall");
    private static final byte[] ID = JsonWriter.name("id");
    private static final byte[] NAME = JsonWriter.name("name");
    private static final byte[] ARGS = JsonWriter.name("args");

    private PieceWriter() {}

    static void text(JsonWriter json, JsonString text, boolean thought, @Nullable Seal seal) {
        json.object().member(TEXT).string(text);
        if (thought) {
            json.member(THOUGHT).bool(true);
        }
        seal(json, seal);
        json.endObject();
    }

    /** @param id left out when it is empty */
    static void call(JsonWriter json, JsonString id, JsonString name, JsonValue args, @Nullable Seal seal) {
        json.object().member(CALL).object();
        if (!id.isEmpty()) {
            json.member(ID).string(id);
        }
        json.member(NAME).string(name).member(ARGS).value(args).endObject();
        seal(json, seal);
        json.endObject();
    }

    private static void seal(JsonWriter json, @Nullable Seal seal) {
        if (seal != null) {
            json.member(SIGNATURE).string(Signatures.told(seal));
        }
    }
}

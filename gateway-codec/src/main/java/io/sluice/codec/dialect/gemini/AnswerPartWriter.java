package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Writes the parts of an answer. */
final class AnswerPartWriter {
    static final byte[] PARTS = JsonWriter.name("parts");
    static final byte[] CANDIDATES = JsonWriter.name("candidates");
    static final byte[] CONTENT = JsonWriter.name("content");
    static final byte[] ROLE = JsonWriter.name("role");
    static final byte[] MODEL = Json.ascii("\"model\"");
    static final byte[] INDEX = JsonWriter.name("index");
    static final byte[] FINISH_REASON = JsonWriter.name("finishReason");
    static final byte[] USAGE = JsonWriter.name("usageMetadata");
    static final byte[] MODEL_VERSION = JsonWriter.name("modelVersion");
    static final byte[] RESPONSE_ID = JsonWriter.name("responseId");

    private static final byte[] TEXT = JsonWriter.name("text");
    private static final byte[] THOUGHT = JsonWriter.name("thought");
    private static final byte[] SIGNATURE = JsonWriter.name("thoughtSignature");
    private static final byte[] FUNCTION_CALL = JsonWriter.name("functionCall");
    private static final byte[] ID = JsonWriter.name("id");
    private static final byte[] NAME = JsonWriter.name("name");
    private static final byte[] ARGS = JsonWriter.name("args");

    private AnswerPartWriter() {}

    static void text(JsonWriter json, JsonString text) {
        json.object().member(TEXT).string(text).endObject();
    }

    /** Writes a thought; its mark, another vendor's, in an envelope. */
    static void thought(JsonWriter json, JsonString text, @Nullable Seal seal) {
        json.object().member(TEXT).string(text).member(THOUGHT).bool(true);
        if (seal != null) {
            json.member(SIGNATURE).string(Signatures.told(seal));
        }
        json.endObject();
    }

    static void call(JsonWriter json, JsonString id, JsonString name, JsonValue args, @Nullable Seal seal) {
        json.object().member(FUNCTION_CALL).object();
        if (!id.isEmpty()) {
            json.member(ID).string(id);
        }
        json.member(NAME).string(name).member(ARGS).value(args).endObject();
        if (seal != null) {
            json.member(SIGNATURE).string(Signatures.told(seal));
        }
        json.endObject();
    }

    /** What the upstream called its answer, or something made. */
    static String responseId(JsonString id, io.sluice.codec.dialect.neutral.Work work) {
        return id.isEmpty() ? work.idTail().substring(0, 22) : id.text();
    }
}

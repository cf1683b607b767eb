package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonWriter;
import io.sluice.codec.json.NameTable;

/** The place on a call where Google's compatible server tells its mark, and wants it back: {@code extra_content.google.thought_signature}. */
final class ThoughtSignature {
    private static final NameTable EXTRA = NameTable.of("google");
    private static final NameTable GOOGLE = NameTable.of("thought_signature");

    private ThoughtSignature() {}

    /** Reads the value behind the name {@code extra_content}; empty when no mark is in it. */
    static JsonString read(JsonCursor cursor) {
        JsonString signature = JsonString.EMPTY;
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return signature;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(EXTRA) != 0 || cursor.next() != JsonToken.OBJECT) {
                cursor.skip();
                continue;
            }
            while (cursor.next() == JsonToken.NAME) {
                if (cursor.nameIn(GOOGLE) == 0) {
                    signature = Members.string(cursor);
                } else {
                    cursor.skip();
                }
            }
        }
        return signature;
    }

    /** Writes the member. */
    static void write(JsonWriter json, JsonString signature) {
        json.member(Words.EXTRA_CONTENT).object().member(Words.GOOGLE).object();
        json.member(Words.THOUGHT_SIGNATURE).string(signature).endObject().endObject();
    }
}

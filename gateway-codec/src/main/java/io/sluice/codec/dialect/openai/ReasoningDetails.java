package io.sluice.codec.dialect.openai;

import io.sluice.codec.dialect.neutral.Members;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.JsonWriter;
import io.sluice.codec.json.NameTable;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning with the vendor's mark on it, in an array as routers tell it ({@code reasoning_details}), or as LiteLLM does
 * ({@code thinking_blocks}). A flyweight over the array.
 */
final class ReasoningDetails {
    private static final NameTable DETAIL = NameTable.of("text", "thinking", "summary", "signature", "data", "id");

    private final JsonCursor cursor = new JsonCursor();

    private JsonString text = JsonString.EMPTY;
    private JsonString signature = JsonString.EMPTY;
    private JsonString data = JsonString.EMPTY;
    private JsonString id = JsonString.EMPTY;
    private boolean more;

    void begin(JsonValue array) {
        array.read(cursor);
        more = cursor.next() == JsonToken.ARRAY;
    }

    /** Moves on to the next element; false when there is none. */
    boolean next() {
        more = more && cursor.next() == JsonToken.OBJECT;
        if (!more) {
            return false;
        }
        text = JsonString.EMPTY;
        signature = JsonString.EMPTY;
        data = JsonString.EMPTY;
        id = JsonString.EMPTY;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(DETAIL)) {
                case 0, 1, 2 -> {
                    final JsonString told = Members.string(cursor);
                    text = told.isEmpty() ? text : told;
                }
                case 3 -> signature = Members.string(cursor);
                case 4 -> data = Members.string(cursor);
                case 5 -> id = Members.string(cursor);
                default -> cursor.skip();
            }
        }
        return true;
    }

    JsonString text() {
        return text;
    }

    boolean isSealed() {
        return !signature.isEmpty() || !data.isEmpty();
    }

    /** The mark, made by the upstream that speaks this dialect. */
    Seal sealOfUpstream() {
        return signature.isEmpty() ? new Seal(Origin.OPENAI, data, true, null) : Seal.of(Origin.OPENAI, signature);
    }

    /** The mark, told to a client of this dialect before: whose it is shows in its envelope, or else in its form. */
    @Nullable
    Seal sealOfClient() {
        if (!signature.isEmpty()) {
            final Seal enveloped = Seal.open(signature);
            return enveloped == null ? Seal.of(Origin.ANTHROPIC, signature) : enveloped;
        }
        if (data.isEmpty()) {
            return null;
        }
        final Seal enveloped = Seal.open(data);
        if (enveloped != null) {
            return enveloped;
        }
        return id.isEmpty()
                ? new Seal(Origin.ANTHROPIC, data, true, null)
                : new Seal(Origin.RESPONSES, data, false, id);
    }

    /** Writes one element for a client: marks of vendors without a form of their own here are told in an envelope. */
    static void writeToClient(JsonWriter json, JsonString text, Seal seal) {
        final boolean known = seal.origin() == Origin.ANTHROPIC || seal.origin() == Origin.RESPONSES;
        write(json, text, seal, known ? seal.value() : seal.envelope());
    }

    /** Writes one element for the upstream that made the mark. */
    static void writeToUpstream(JsonWriter json, JsonString text, Seal seal) {
        write(json, text, seal, seal.value());
    }

    private static void write(JsonWriter json, JsonString text, Seal seal, JsonString value) {
        final boolean encrypted = seal.redacted() || seal.origin() == Origin.RESPONSES;
        json.object().member(Words.TYPE).raw(encrypted ? Words.REASONING_ENCRYPTED : Words.REASONING_TEXT);
        if (!encrypted) {
            json.member(Words.TEXT)
                    .string(text)
                    .member(Words.SIGNATURE)
                    .string(value)
                    .endObject();
            return;
        }
        final JsonString id = seal.itemId();
        if (id != null) {
            json.member(Words.ID).string(id);
        }
        json.member(Words.DATA).string(value).endObject();
    }
}

package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Origin;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Writes an answer's items, whole or just begun. Owned by one writer. */
final class ItemWriter {
    static final String MESSAGE = "msg_";
    static final String REASONING = "rs_";
    static final String CALL = "fc_";

    private final JsonWriter json;

    ItemWriter(JsonWriter json) {
        this.json = json;
    }

    /** The id of an exchange's item. */
    static JsonString id(String prefix, Work work, int number) {
        return JsonString.of(prefix + AnswerWriter.tail(work) + number);
    }

    /** Begins a message, up to its content: the caller writes the array of parts, and the end. */
    void openMessage(JsonString id, byte[] status) {
        json.object().member(Json.ID).string(id);
        json.member(Json.TYPE).raw(Json.TYPE_MESSAGE);
        json.member(Json.STATUS).raw(status);
        json.member(Json.ROLE).raw(Json.ROLE_ASSISTANT).member(Json.CONTENT);
    }

    void text(JsonString text) {
        json.object().member(Json.TYPE).raw(Json.TYPE_OUTPUT_TEXT);
        json.member(Json.ANNOTATIONS).raw(Json.EMPTY_ARRAY);
        json.member(Json.LOGPROBS).raw(Json.EMPTY_ARRAY);
        json.member(Json.TEXT).string(text).endObject();
    }

    void summary(JsonString text) {
        json.object().member(Json.TYPE).raw(Json.TYPE_SUMMARY_TEXT);
        json.member(Json.TEXT).string(text).endObject();
    }

    /** @param text empty when the reasoning is hidden */
    void reasoning(JsonString id, JsonString text, @Nullable Seal seal) {
        json.object().member(Json.ID).string(id);
        json.member(Json.TYPE).raw(Json.TYPE_REASONING);
        json.member(Json.SUMMARY).array();
        if (!text.isEmpty()) {
            summary(text);
        }
        json.endArray();
        if (seal != null) {
            json.member(Json.ENCRYPTED_CONTENT)
                    .string(seal.origin() == Origin.RESPONSES ? seal.value() : seal.envelope());
        }
        json.endObject();
    }

    /** Begins a call, up to its arguments: the caller writes them, and the end. */
    void openCall(JsonString id, byte[] status, JsonString callId, JsonString name) {
        json.object().member(Json.ID).string(id);
        json.member(Json.TYPE).raw(Json.TYPE_CALL);
        json.member(Json.STATUS).raw(status);
        json.member(Json.CALL_ID).string(callId);
        json.member(Json.NAME).string(name).member(Json.ARGUMENTS);
    }

    static JsonString callId(JsonString told, Work work, int call) {
        return told.isEmpty() ? CallIds.made(work, call) : CallIds.clean(told);
    }
}

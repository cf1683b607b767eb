package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;

/** The members every answer begins with. */
final class AnswerHead {
    private static final byte[] ID = JsonWriter.name("id");
    private static final byte[] TYPE = JsonWriter.name("type");
    private static final byte[] ROLE = JsonWriter.name("role");
    private static final byte[] MODEL = JsonWriter.name("model");
    private static final byte[] MESSAGE = Json.ascii("\"message\"");
    private static final byte[] ASSISTANT = Json.ascii("\"assistant\"");
    private static final byte[] ID_PREFIX = Json.ascii("msg_");
    private static final int MADE_LENGTH = 24;
    private static final String[] PREFIXES = {"chatcmpl-", "msg_", "resp_"};

    private AnswerHead() {}

    /** @param upstreamId maybe empty: then one is made */
    static void write(JsonString upstreamId, Work work, JsonWriter json) {
        json.member(ID).openString();
        json.out().writeBytes(ID_PREFIX);
        final JsonString rest = withoutPrefix(upstreamId);
        if (rest.isEmpty()) {
            final String tail = work.idTail();
            for (int i = 0; i < MADE_LENGTH && i < tail.length(); i++) {
                json.out().writeByte(tail.charAt(i));
            }
        } else {
            rest.writeTo(json.out());
        }
        json.closeString();
        json.member(TYPE).raw(MESSAGE).member(ROLE).raw(ASSISTANT);
        json.member(MODEL).string(work.clientModel());
    }

    private static JsonString withoutPrefix(JsonString id) {
        for (final String prefix : PREFIXES) {
            if (id.startsWith(prefix)) {
                return id.slice(prefix.length(), id.length());
            }
        }
        return id;
    }
}

package io.sluice.codec.dialect.gemini;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonText;
import io.sluice.codec.json.JsonWriter;

/** What every object of an answer repeats: who made it, and its id. Clients find it behind the content. */
final class AnswerHead {
    private static final byte[] MODEL = JsonWriter.name("modelVersion");
    private static final byte[] ID = JsonWriter.name("responseId");
    private static final String[] PREFIXES = {"chatcmpl-", "cmpl-", "msg_", "resp_", "gen-"};
    private static final int MADE_LENGTH = 24;
    private static final int MAX_LENGTH = 128;

    private AnswerHead() {}

    /**
     * Writes both members, the way another member goes before them.
     *
     * @param upstreamId maybe empty: then one is made
     */
    static byte[] prepare(JsonString upstreamId, Work work) {
        final ByteBuf head = Unpooled.buffer(128);
        head.writeByte(',').writeBytes(MODEL);
        JsonText.quote(head, work.clientModel());
        head.writeByte(',').writeBytes(ID).writeByte('"');
        final JsonString rest = withoutPrefix(upstreamId);
        if (rest.isEmpty() || rest.length() > MAX_LENGTH) {
            final String tail = work.idTail();
            for (int i = 0; i < MADE_LENGTH && i < tail.length(); i++) {
                head.writeByte(tail.charAt(i));
            }
        } else {
            rest.writeTo(head);
        }
        head.writeByte('"');
        final byte[] prepared = new byte[head.readableBytes()];
        head.readBytes(prepared);
        return prepared;
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

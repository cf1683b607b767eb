package io.sluice.benchmarks.endtoend.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.benchmarks.endtoend.load.Stamp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The words of a vendor: canned answers, with a hole for the stamp in each event. Nobody writes to its bytes. */
@SuppressWarnings("ImmutableEnumChecker") // buffers and arrays could be written to, but are not
enum SimDialect {
    OPENAI(
            "/chat/completions",
            "{\"id\":\"chatcmpl-sim\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"sim-1\","
                    + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"",
            "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":256,\"completion_tokens\":180,"
                    + "\"total_tokens\":436}}",
            "",
            "data:"
                    + " {\"id\":\"chatcmpl-sim\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"sim-1\","
                    + "\"system_fingerprint\":\"fp_sim\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"",
            "\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n",
            "data:"
                    + " {\"id\":\"chatcmpl-sim\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"sim-1\",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n"
                    + "data:"
                    + " {\"id\":\"chatcmpl-sim\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"sim-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":256,\"completion_tokens\":100,\"total_tokens\":356}}\n\n"
                    + "data: [DONE]\n\n"),
    ANTHROPIC(
            "/messages",
            "{\"id\":\"msg_sim\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"sim-1\",\"content\":[{\"type\":\"text\","
                    + "\"text\":\"",
            "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":256,\"output_tokens\":180}}",
            "event: message_start\n"
                    + "data:"
                    + " {\"type\":\"message_start\",\"message\":{\"id\":\"msg_sim\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"sim-1\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":256,\"output_tokens\":1}}}\n\n"
                    + "event: content_block_start\n"
                    + "data:"
                    + " {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
            "event: content_block_delta\n"
                    + "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"",
            "\"}}\n\n",
            "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                    + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\","
                    + "\"stop_sequence\":null},\"usage\":{\"output_tokens\":100}}\n\n"
                    + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");

    private static final String FILLER = "lorem ipsum dolor sit amet ";

    private final String pathEnd;
    private final String replyStart;
    private final String replyEnd;
    private final ByteBuf streamStart;
    private final byte[] event;
    private final int stampAt;
    private final ByteBuf streamEnd;

    SimDialect(
            String pathEnd,
            String replyStart,
            String replyEnd,
            String preamble,
            String eventStart,
            String eventEnd,
            String finale) {
        this.pathEnd = pathEnd;
        this.replyStart = replyStart;
        this.replyEnd = replyEnd;
        this.streamStart = direct("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
                + "cache-control: no-cache\r\nx-request-id: req_sim\r\ntransfer-encoding: chunked\r\n\r\n"
                + (preamble.isEmpty() ? "" : chunk(preamble)));
        final String framed = chunk(eventStart + Stamp.BLANK + " " + eventEnd);
        this.event = framed.getBytes(StandardCharsets.US_ASCII);
        this.stampAt = framed.indexOf(Stamp.BLANK);
        this.streamEnd = direct(chunk(finale) + "0\r\n\r\n");
    }

    /** @return null for a path that no vendor knows */
    static @Nullable SimDialect ofPath(String path) {
        for (final SimDialect dialect : values()) {
            if (path.endsWith(dialect.pathEnd)) {
                return dialect;
            }
        }
        return null;
    }

    /** An answer in one piece, head included; the caller keeps it. */
    ByteBuf reply(int bytes) {
        final int fill = Math.max(0, bytes - replyStart.length() - replyEnd.length());
        final String content = FILLER.repeat(fill / FILLER.length() + 1).substring(0, fill);
        return direct(ok(replyStart + content + replyEnd));
    }

    static String ok(String json) {
        return message("200 OK", json);
    }

    static String message(String status, String json) {
        return "HTTP/1.1 " + status + "\r\ncontent-type: application/json\r\nx-request-id: req_sim\r\n"
                + "content-length: " + json.length() + "\r\n\r\n" + json;
    }

    /** Borrowed: write a retained duplicate. */
    ByteBuf streamStart() {
        return streamStart;
    }

    /** Borrowed: write a retained duplicate. */
    ByteBuf streamEnd() {
        return streamEnd;
    }

    int eventBytes() {
        return event.length;
    }

    /** Appends one event. */
    void writeEvent(ByteBuf to, long nowNs, int sequence) {
        final int at = to.writerIndex();
        to.writeBytes(event);
        Stamp.set(to, at + stampAt, nowNs, sequence);
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static ByteBuf direct(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(
                ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()));
    }
}

package io.sluice.benchmarks.endtoend.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The one request that a run repeats, as bytes. */
final class RequestBytes {
    private static final String FILLER = "the quick brown fox jumps over ";

    private RequestBytes() {}

    /** Direct, and not to be released; write duplicates. */
    static ByteBuf of(LoadPlan plan) {
        final byte[] text = text(plan).getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(
                ByteBuffer.allocateDirect(text.length).put(text).flip()));
    }

    static String text(LoadPlan plan) {
        final String body = body(plan);
        final StringBuilder text = new StringBuilder(body.length() + 512)
                .append("POST ")
                .append(plan.path())
                .append(" HTTP/1.1\r\nhost: 127.0.0.1:")
                .append(plan.port())
                .append("\r\nuser-agent: sluice-bench\r\naccept: */*\r\ncontent-type: application/json\r\n");
        plan.headers().forEach(line -> text.append(line).append("\r\n"));
        if (plan.closeEach()) {
            text.append("connection: close\r\n");
        }
        return text.append("content-length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }

    private static String body(LoadPlan plan) {
        final boolean anthropic = plan.path().endsWith("/messages");
        final String start = "{\"model\":\"" + plan.model() + "\",\"max_tokens\":256,"
                + (plan.stream() ? "\"stream\":true," : "")
                + (plan.stream() && !anthropic ? "\"stream_options\":{\"include_usage\":true}," : "")
                + "\"messages\":[{\"role\":\"user\",\"content\":\"";
        final String end = "\"}]}";
        final int fill = Math.max(1, plan.bodyBytes() - start.length() - end.length());
        return start + FILLER.repeat(fill / FILLER.length() + 1).substring(0, fill) + end;
    }
}

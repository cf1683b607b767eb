package io.sluice.codec.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Fixtures;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader;
import io.sluice.codec.dialect.neutral.RequestWriter;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * What a translation costs beside a tree of the same bytes: a step of a stream less than a tenth of its memory, and a short request of many
 * small pieces, the dearest there is, less than a fifth.
 */
class AnthropicAllocationTest {
    private static final int ROUNDS = 2_000;
    private static final int TENTH = 10;
    private static final int FIFTH = 5;

    private final Translating translating = new Translating();
    private final ByteBuf out = Unpooled.directBuffer(1 << 16);
    private long sum;

    @Test
    void aStepOfAStreamIsCheap() {
        requireCheap("{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"some"
                + " words\"}}");
    }

    @Test
    void aFragmentOfArgumentsIsCheap() {
        requireCheap(
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"k\\\":1,\"}}");
    }

    private void requireCheap(String delta) {
        final StreamReader reader = AnthropicCodec.INSTANCE.newStreamReader();
        final StreamWriter writer = AnthropicCodec.INSTANCE.newStreamWriter();
        reader.begin(translating.work);
        writer.begin(translating.work);
        final EventSink sink = step -> writer.event(step, out);
        final ByteBuf start = bytes(
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"f\",\"input\":{}}}");
        if (delta.contains("partial_json")) {
            reader.event(start, 0, start.readableBytes(), sink);
        }
        final ByteBuf data = bytes(delta);

        final long translated = allocated(() -> {
            out.clear();
            reader.event(data, 0, data.readableBytes(), sink);
            sum += out.readableBytes();
        });

        assertThat(translated).isLessThan(allocated(() -> tree(delta.getBytes(StandardCharsets.UTF_8))) / TENTH);
        out.release();
    }

    @Test
    void aRequestIsCheap() {
        final RequestReader reader = AnthropicCodec.INSTANCE.newRequestReader();
        final RequestWriter writer = AnthropicCodec.INSTANCE.newRequestWriter();
        final byte[] body = Fixtures.bytes("tool-results-parallel/anthropic.request.json");

        final long translated = allocated(() -> {
            out.clear();
            try {
                final Request request = reader.read(JsonValue.view(body, 0, body.length), RequestReader.Hints.NONE);
                writer.write(request, "m", translating.work, false, out);
            } catch (UnsupportedException e) {
                throw new AssertionError(e);
            }
            sum += out.readableBytes();
        });

        assertThat(translated).isLessThan(allocated(() -> tree(body)) / FIFTH);
        out.release();
    }

    private void tree(byte[] json) {
        try {
            sum += Fixtures.JSON.writeValueAsBytes(Fixtures.JSON.readTree(json)).length;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private long allocated(Runnable work) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int pass = 0; pass < 3; pass++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                work.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(sum).isPositive();
        return allocated / ROUNDS;
    }
}

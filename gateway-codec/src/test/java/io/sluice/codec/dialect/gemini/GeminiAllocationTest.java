package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What a translation costs beside a tree of the same bytes: a step of a stream less than a tenth of its memory, a short request of many small pieces less than a fifth. */
class GeminiAllocationTest {
    private static final int ROUNDS = 2_000;
    private static final int TENTH = 10;
    private static final int FIFTH = 5;

    private final Translating translating = new Translating();
    private final ByteBuf out = Unpooled.directBuffer(1 << 16);
    private long sum;

    @Test
    void aStepOfAStreamIsCheap() {
        final StreamReader reader = GeminiCodec.EVENTS.newStreamReader();
        final StreamWriter writer = GeminiCodec.EVENTS.newStreamWriter();
        reader.begin(translating.work);
        writer.begin(translating.work);
        final EventSink sink = step -> writer.event(step, out);
        final byte[] chunk = ("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"some"
                        + " words\"}],\"role\":\"model\"},\"index\":0}],"
                        + "\"modelVersion\":\"fixture-model\",\"responseId\":\"fx001\",\"usageMetadata\":{\"promptTokenCount\":12,"
                        + "\"totalTokenCount\":12}}")
                .getBytes(StandardCharsets.UTF_8);
        final ByteBuf data = Unpooled.wrappedBuffer(chunk);

        final long translated = allocated(() -> {
            out.clear();
            reader.event(data, 0, data.readableBytes(), sink);
            sum += out.readableBytes();
        });

        assertThat(translated).isLessThan(allocated(() -> tree(chunk)) / TENTH);
        out.release();
    }

    @Test
    void aRequestIsCheap() {
        final RequestReader reader = GeminiCodec.EVENTS.newRequestReader();
        final RequestWriter writer = GeminiCodec.EVENTS.newRequestWriter();
        final byte[] body = Fixtures.bytes("tool-results-parallel/gemini.request.json");

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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

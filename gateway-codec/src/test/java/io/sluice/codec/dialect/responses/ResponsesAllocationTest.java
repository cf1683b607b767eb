package io.sluice.codec.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.Allocations;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.EventSink;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.StreamReader;
import io.sluice.codec.dialect.neutral.StreamWriter;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonValue;
import org.junit.jupiter.api.Test;

/** What an event of a running stream costs on the heap: the step that tells it, and nothing for the bytes. */
final class ResponsesAllocationTest {
    private static final int EVENTS = 100;
    /** A step and the view of its text. */
    private static final int MAX_BYTES_READ = 72;

    private final Work work = ResponsesFixturesTest.newWork();

    @Test
    void readingADeltaAllocatesItsStepOnly() {
        final StreamReader reader = ResponsesCodec.INSTANCE.newStreamReader();
        final ByteBuf delta = Unpooled.wrappedBuffer(
                Recorder.bytes("{\"type\":\"response.output_text.delta\",\"content_index\":0,\"delta\":\""
                        + " world\",\"item_id\":\"msg_1\",\"logprobs\":[],"
                        + "\"obfuscation\":\"abcdefgh\",\"output_index\":0,\"sequence_number\":7}"));
        final EventSink nobody = event -> {};
        reader.begin(work);

        final long bytes = Allocations.of(() -> {
            for (int i = 0; i < EVENTS; i++) {
                reader.event(delta, 0, delta.readableBytes(), nobody);
            }
        });

        assertThat(bytes).isLessThanOrEqualTo((long) EVENTS * MAX_BYTES_READ);
    }

    @Test
    void writingADeltaAllocatesNothing() throws Exception {
        final StreamWriter writer = ResponsesCodec.INSTANCE.newStreamWriter();
        work.request(ResponsesCodec.INSTANCE
                .newRequestReader()
                .read(JsonValue.of("{\"model\":\"m\",\"input\":\"x\"}"), Hints.NONE));
        final ByteBuf out = Unpooled.buffer(1 << 16);
        final Event text = new Event.Text(0, JsonString.of(" world"));
        writer.begin(work);
        for (int i = 0; i < 10_000; i++) {
            writer.event(text, out.clear());
        }

        final long bytes = Allocations.of(() -> {
            for (int i = 0; i < EVENTS; i++) {
                writer.event(text, out.clear());
            }
        });

        assertThat(bytes).isZero();
    }
}

package io.sluice.codec.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SseAllocationTest {
    private static final int ROUNDS = 2_000;
    private static final String STREAM = """
        event: delta\r
        data: {"n":1}\r
        \r
        data: {"choices":[{"delta":{"content":"some text"}}]}

        data: a
        data: b

        : ping

        """;

    private long events;

    @Test
    void aSteadyStreamAllocatesNothingWhereverItIsCut() {
        final ByteBuf in = Unpooled.copiedBuffer(STREAM.repeat(8), StandardCharsets.UTF_8);
        final SseScanner scanner = new SseScanner(1 << 16, (event, endIndex) -> events += event.dataLength());
        run(scanner, in);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long before = threads.getCurrentThreadAllocatedBytes();
        run(scanner, in);
        final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(events).isPositive();
        assertThat(allocated).as("bytes in %d reads", ROUNDS * 7).isLessThan(ROUNDS);
    }

    private static void run(SseScanner scanner, ByteBuf in) {
        final int length = in.readableBytes();
        for (int i = 0; i < ROUNDS; i++) {
            final int step = length / 7 + i % 5;
            for (int at = 0; at < length; at += step) {
                scanner.feed(in, at, Math.min(step, length - at));
            }
        }
    }
}

package io.sluice.codec.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonAllocationTest {
    private static final int ROUNDS = 5_000;
    private static final FieldPaths PATHS =
            FieldPaths.of("model", "stream", "stream_options", "stream_options.include_usage", "max_tokens");
    private static final NestedFlag INCLUDE_USAGE = new NestedFlag(PATHS, "stream_options", "include_usage");
    private static final byte[] MAPPED = JsonText.quoted("gpt-4o-eu");
    private static final byte[] USAGE = "usage".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuf BODY = Unpooled.copiedBuffer(
            "{\"model\":\"gpt-4o\",\"stream\":true,\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"caf\u00e9"
                    + " \\n"
                    + "\\u00e9 and a longer text \u4f60\u597d\"}],\"temperature\":0.5,\"us\\u0061ge\":null}",
            StandardCharsets.UTF_8);

    private final BodyScanner scanner = new BodyScanner(PATHS);
    private final JsonCursor cursor = new JsonCursor();
    private final Edits edits = new Edits();
    private final byte[] text = new byte[256];
    private long sum;

    @Test
    void scanningAndEditingABodyAllocatesNothing() {
        assertThat(allocated(this::scan)).isLessThan(ROUNDS);
    }

    @Test
    void readingADocumentAllocatesNothing() {
        assertThat(allocated(this::read)).isLessThan(ROUNDS);
    }

    private void scan() {
        final int length = BODY.readableBytes();
        scanner.reset();
        for (int at = 0; at < length; at += 37) {
            scanner.feed(BODY, at, Math.min(37, length - at));
        }
        sum += scanner.finish() ? 1 : 0;
        sum += scanner.copyText(0, text);
        edits.clear();
        edits.replaceValue(scanner, 0, MAPPED);
        sum += INCLUDE_USAGE.set(scanner, edits) ? edits.newLength(length) : 0;
    }

    private void read() {
        cursor.wrap(BODY, 0, BODY.readableBytes());
        int token = cursor.next();
        while (token != JsonToken.END) {
            if (token == JsonToken.NAME) {
                sum += cursor.nameIs(USAGE) ? 1 : 0;
                sum += cursor.copyText(text);
            }
            token = cursor.next();
        }
    }

    private long allocated(Runnable work) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int pass = 0; pass < 2; pass++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                work.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(sum).isPositive();
        return allocated;
    }
}

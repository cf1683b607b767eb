package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.sluice.core.billing.Outcome;
import io.sluice.server.support.EndlessUpstream;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.SocketQueues;
import io.sluice.server.support.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reader that stops reading holds its upstream up, and costs the gateway no more memory than it is allowed. */
@Timeout(90)
final class BackpressureTest {
    private static final long GIB = 1L << 30;
    private static final long MAX_BUFFERED_BYTES = 256 * 1024;
    /** The allocator takes memory in pieces of this order, for all loops. */
    private static final long ALLOCATOR_STEP_BYTES = 8L << 20;

    private static final String STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private final EndlessUpstream upstream = new EndlessUpstream();
    private final TestGateway gateway;

    BackpressureTest(@TempDir Path dataDir) {
        gateway = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + "channels.endless { dialect = openai, base-url = \"http://127.0.0.1:" + upstream.port()
                        + "/v1\", credential = \"sim-key\" }\n"
                        + "models.\"gpt-4o\" { routes = [ { channel = endless } ] }\n");
    }

    @AfterEach
    void stop() {
        upstream.close();
        gateway.close();
    }

    @Test
    void aGibibyteForAReaderThatStoppedIsHeldUpWithinTheBound() throws IOException {
        upstream.send(GIB);
        final long directBefore = directBytes();
        try (RawClient client = gateway.connect()) {
            client.socket().setReceiveBufferSize(64 * 1024);
            client.post("/v1/chat/completions", "", STREAM);

            final long written = upstream.awaitStall();

            final long inSockets = SocketQueues.bytes(gateway.port(), upstream.port());
            assertThat(written).isLessThan(GIB / 8);
            assertThat(written - inSockets).isBetween(0L, MAX_BUFFERED_BYTES);
            assertThat(directBytes() - directBefore).isLessThan(ALLOCATOR_STEP_BYTES);
        }
        upstream.awaitEnd();
        assertThat(gateway.records())
                .singleElement()
                .satisfies(record -> assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORT));
    }

    @Test
    void aReaderThatGoesOnGetsEveryByteInOrder() throws IOException {
        final long total = 24L << 20;
        upstream.send(total);
        try (RawClient client = gateway.connect()) {
            client.socket().setReceiveBufferSize(64 * 1024);
            client.post("/v1/chat/completions", "", STREAM);
            assertThat(upstream.awaitStall()).isLessThan(total);

            assertThat(client.head().status()).isEqualTo(200);
            long seen = 0;
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                upstream.check(seen, chunk);
                seen += chunk.length;
            }

            assertThat(seen).isEqualTo(upstream.bodyLength());
        }
        assertThat(gateway.records())
                .singleElement()
                .satisfies(record -> assertThat(record.outcome()).isEqualTo(Outcome.OK));
    }

    private static long directBytes() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}

package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class VendorLoadTest {
    private static final int OPEN_STREAMS = 4_000;
    private static final int MAX_BYTES_PER_STREAM = 24 * 1024;

    private final SimulatedVendor vendor =
            SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI).remember(1));

    @Test
    void oneStreamIsFarFasterThanTwentyThousandEventsASecond() throws Exception {
        final int events = 200_000;
        try (RawClient raw = new RawClient(vendor)) {
            final long startNs = System.nanoTime();
            final String body = raw.ask("close;events=" + events, true).readAll();
            final double seconds = (System.nanoTime() - startNs) / 1e9;

            assertThat(body).endsWith("data: [DONE]\n\n\r\n0\r\n\r\n");
            assertThat(events / seconds).isGreaterThan(20_000);
        } finally {
            vendor.close();
        }
    }

    @Test
    void pacedStreamsTogetherReachTwentyThousandEventsASecond() throws Exception {
        final int streams = 200;
        final int events = 200;
        final List<RawClient> clients = new ArrayList<>();
        try {
            final long startNs = System.nanoTime();
            for (int i = 0; i < streams; i++) {
                clients.add(new RawClient(vendor).ask("close;interval=10ms;events=" + events, true));
            }
            for (RawClient client : clients) {
                assertThat(client.readAll()).endsWith("0\r\n\r\n");
            }
            final Duration took = Duration.ofNanos(System.nanoTime() - startNs);

            assertThat(vendor.counters().events()).isEqualTo((long) streams * (events + 3));
            assertThat(took).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        } finally {
            clients.forEach(RawClient::close);
            vendor.close();
        }
    }

    @Test
    void thousandsOfOpenStreamsTakeLittleMemory() {
        final List<RawClient> clients = new ArrayList<>();
        try {
            final long before = usedHeapBytes();
            for (int i = 0; i < OPEN_STREAMS; i++) {
                clients.add(new RawClient(vendor).ask("interval=1h;events=100", true));
                vendor.awaitRequest();
            }
            clients.getLast().readUntil("\r\n\r\n");

            assertThat(vendor.counters().openStreams()).isEqualTo(OPEN_STREAMS);
            assertThat((usedHeapBytes() - before) / OPEN_STREAMS).isLessThan(MAX_BYTES_PER_STREAM);
        } finally {
            vendor.close();
            clients.forEach(RawClient::close);
        }
        assertThat(vendor.counters().openStreams()).isZero();
        assertThat(vendor.counters().openConnections()).isZero();
    }

    private static long usedHeapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

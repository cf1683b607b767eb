package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Outcome;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.Surface;
import io.sluice.server.support.TestGateway;
import io.sluice.server.support.TestNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a node goes down: what is in flight ends, nothing new begins, and the books are closed. */
@Timeout(60)
final class LifecycleTest {
    private static final String HEALTH = "GET %s HTTP/1.1\r\nhost: test\r\n\r\n";

    private final Map<Surface, SimulatedVendor> vendors = new EnumMap<>(Surface.class);
    private final Path folder;

    LifecycleTest(@TempDir Path folder) {
        this.folder = folder;
        for (final Surface surface : Surface.values()) {
            vendors.put(surface, SimulatedVendor.start(SimOptions.of(surface.vendor())));
        }
    }

    @AfterEach
    void stop() {
        vendors.values().forEach(SimulatedVendor::close);
    }

    @Test
    void aStreamInFlightEndsAndNothingNewBegins() throws InterruptedException {
        final SimulatedVendor vendor = vendor(Surface.OPENAI);
        vendor.script(SimScript.of("events=8; hold=2"));
        final TestNode node = start("");
        final int port = node.node().gateway().address().getPort();
        try (RawClient stream = node.connect();
                RawClient open = node.connect();
                RawClient probe = node.connect();
                RawClient idle = node.connect()) {
            stream.send(streamRequest(Surface.OPENAI)).head();
            vendor.awaitHeld(Duration.ofSeconds(10));
            assertThat(probe.send(HEALTH.formatted("/readyz")).answer().status())
                    .isEqualTo(200);
            final Thread closing = Thread.ofPlatform().start(node::close);
            TestGateway.await(() -> node.node().gateway().gateway().isDraining());

            assertThat(open.send(Surface.OPENAI.request(TestGateway.KEY, "gpt-4o"))
                            .answer()
                            .status())
                    .isEqualTo(503);
            assertThat(open.isClosedByPeer()).isTrue();
            assertThat(probe.send(HEALTH.formatted("/readyz")).answer().status())
                    .isEqualTo(503);
            TestGateway.await(() -> isRefused(port));
            vendor.releaseAll();
            assertThat(stream.chunksUntil("[DONE]")).contains("\"finish_reason\":\"stop\"");
            closing.join();
            assertThat(idle.isClosedByPeer()).isTrue();
        }
        assertThat(TestGateway.readRecords(node.dataDir()))
                .singleElement()
                .extracting(BillingRecord::outcome)
                .isEqualTo(Outcome.OK);
        assertThat(vendor.counters().requests()).isEqualTo(1);
    }

    @Test
    void whenTheDrainTimeIsOverEveryStreamEndsWithATypedErrorAndARecord() {
        vendors.values().forEach(vendor -> vendor.script(SimScript.of("events=8; hold=4")));
        final TestNode node = start("timeouts.drain = 200ms\n");
        final Map<Surface, RawClient> streams = new EnumMap<>(Surface.class);
        for (final Surface surface : Surface.values()) {
            final RawClient client = node.connect().send(streamRequest(surface));
            client.head();
            vendor(surface).awaitHeld(Duration.ofSeconds(10));
            client.chunk();
            streams.put(surface, client);
        }

        node.close();

        final List<String> ends = List.of(
                rest(streams.get(Surface.OPENAI)),
                rest(streams.get(Surface.ANTHROPIC)),
                rest(streams.get(Surface.GEMINI)));
        assertThat(ends.get(0))
                .contains("data: {\"error\":{\"message\":\"the gateway is shutting down\"")
                .contains("\"code\":\"draining\"")
                .doesNotContain("[DONE]");
        assertThat(ends.get(1))
                .contains("event: error\ndata: {\"type\":\"error\"")
                .contains("overloaded_error")
                .doesNotContain("message_stop");
        assertThat(ends.get(2)).contains("\"status\":\"UNAVAILABLE\"").contains("shutting down");
        assertThat(TestGateway.readRecords(node.dataDir()))
                .hasSize(3)
                .allSatisfy(record -> assertThat(record.outcome()).isEqualTo(Outcome.SHUTDOWN))
                .allSatisfy(record -> assertThat(record.outputTokens()).isPositive());
    }

    @Test
    void whenTheDrainTimeIsOverARequestWithoutAnAnswerIsRefusedAsDraining() {
        vendor(Surface.OPENAI).script(SimScript.of("hang"));
        final TestNode node = start("timeouts.drain = 200ms\n");
        try (RawClient waiting = node.connect();
                RawClient sending = node.connect()) {
            waiting.send(Surface.OPENAI.request(TestGateway.KEY, "gpt-4o"));
            vendor(Surface.OPENAI).awaitRequest();
            sending.send("POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\n"
                    + Surface.OPENAI.credential(TestGateway.KEY) + "content-length: 100\r\n\r\n{\"model\":");
            TestGateway.await(() -> node.node().gateway().inFlight() == 2);

            node.close();

            for (final RawClient client : List.of(waiting, sending)) {
                final RawClient.Answer answer = client.answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.text()).contains("\"code\":\"draining\"");
                assertThat(answer.head().field("retry-after")).isNotNull();
            }
        }
        assertThat(TestGateway.readRecords(node.dataDir())).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(Outcome.SHUTDOWN);
            assertThat(record.status()).isEqualTo(503);
        });
    }

    private TestNode start(String more) {
        final StringBuilder text = new StringBuilder(TestGateway.key());
        vendors.forEach((surface, vendor) -> {
            text.append(TestGateway.channel("c-" + surface.dialect(), surface.dialect(), vendor, ""));
            text.append("models.\"%s\" { routes = [ { channel = c-%s } ] }%n"
                    .formatted(surface.model(), surface.dialect()));
        });
        return TestNode.start(folder, text + more);
    }

    private SimulatedVendor vendor(Surface surface) {
        final SimulatedVendor vendor = vendors.get(surface);
        if (vendor == null) {
            throw new IllegalStateException("no vendor speaks " + surface);
        }
        return vendor;
    }

    private static String streamRequest(Surface surface) {
        final String path = surface.path(surface.model()).replace(":generateContent", ":streamGenerateContent?alt=sse");
        final String body = surface.body(surface.model());
        return Surface.request(
                path,
                surface.credential(TestGateway.KEY),
                surface == Surface.GEMINI ? body : body.replace("{\"model\"", "{\"stream\":true,\"model\""));
    }

    /** What still comes, up to the end of the body or of the connection. */
    private static String rest(@org.jspecify.annotations.Nullable RawClient client) {
        final StringBuilder text = new StringBuilder();
        if (client == null) {
            return "";
        }
        try (client) {
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                text.append(new String(chunk, java.nio.charset.StandardCharsets.UTF_8));
            }
        } catch (UncheckedIOException | NumberFormatException ended) {
            return text.toString();
        }
        return text.toString();
    }

    private static boolean isRefused(int port) {
        try (RawClient connected = RawClient.connect(port)) {
            return connected.isClosedByPeer();
        } catch (UncheckedIOException refused) {
            return true;
        }
    }
}

package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.exchange.Capacity;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.Surface;
import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that has taken on as much as it can says so at once, keeps telling how it is, and recovers entirely. */
@Timeout(90)
final class OverloadTest {
    private static final String HEALTH = "GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n";
    private static final String READY = "GET /readyz HTTP/1.1\r\nhost: t\r\n\r\n";

    private final SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final Path dataDir;
    private @Nullable TestGateway started;

    OverloadTest(@TempDir Path dataDir) {
        this.dataDir = dataDir;
    }

    @AfterEach
    void stop() {
        final TestGateway gateway = started;
        if (gateway != null) {
            gateway.close();
        }
        vendor.close();
    }

    @Test
    void oneRequestTooManyIsTurnedAwayInItsDialectAndToldWhenToComeBack() {
        final TestGateway gateway = start("limits { max-in-flight = 2 }\n");
        vendor.script(SimScript.of("hold=0"));
        final List<RawClient> served = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            served.add(gateway.connect().send(Surface.OPENAI.request(TestGateway.KEY, "gpt-4o")));
        }
        TestGateway.await(() -> vendor.counters().requests() == 2);

        for (final Surface surface : Surface.values()) {
            try (RawClient client = gateway.connect()) {
                final RawClient.Answer refused = client.send(surface.request(TestGateway.KEY, surface.model()))
                        .answer();

                assertOverloaded(refused, surface == Surface.ANTHROPIC ? 529 : 503);
                assertThat(client.send(HEALTH).answer().status()).isEqualTo(200);
                assertThat(client.send(READY).answer().status()).isEqualTo(200);
            }
        }
        assertThat(capacity().inFlight()).isEqualTo(2);
        assertThat(capacity().shed()).containsEntry("in_flight", 3L).containsEntry("memory", 0L);

        vendor.releaseAll();
        for (final RawClient client : served) {
            assertThat(client.answer().status()).isEqualTo(200);
            client.close();
        }
        vendor.script(SimScript.of(""));
        try (RawClient client = gateway.connect()) {
            client.send(Surface.OPENAI.request(TestGateway.KEY, "gpt-4o"));
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertNothingIsHeld();
    }

    @Test
    void aBodyThatDoesNotFitIsTurnedAwayAtItsHead() {
        final TestGateway gateway = start("limits { max-body = 1 MiB, max-memory = 1 MiB }\n");
        try (RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(head("content-length: 1000000\r\n")).send(new byte[600_000]);
            TestGateway.await(() -> capacity().memory().heldBytes() >= 600_000);

            final RawClient.Answer refused =
                    second.send(head("content-length: 1000000\r\n")).answer();

            assertOverloaded(refused, 503);
            assertThat(refused.head().field("connection")).isEqualTo("close");
            assertHealthy(gateway);
        }
        assertThat(capacity().shed()).containsEntry("memory", 1L);
        assertNothingIsHeld();
    }

    @Test
    void aBodyThatDoesNotSayHowLongItIsIsTurnedAwayWhereItStopsFitting() {
        final TestGateway gateway = start("limits { max-body = 1 MiB, max-memory = 1 MiB }\n");
        try (RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(head("content-length: 1000000\r\n")).send(new byte[800_000]);
            TestGateway.await(() -> capacity().memory().heldBytes() >= 800_000);

            second.send(head("transfer-encoding: chunked\r\n"))
                    .send("64000\r\n")
                    .send(new byte[0x64000]);
            assertOverloaded(second.answer(), 503);
            assertThat(second.isClosedByPeer()).isTrue();
            assertHealthy(gateway);
        }
        assertNothingIsHeld();
    }

    @Test
    void headsThatNeverEndAreTurnedAwayWhenMemoryIsShort() {
        final TestGateway gateway =
                start("limits { max-head = 512 KiB, max-body = 1 MiB, max-memory = 1 MiB }\nevent-loops = 1\n");
        final List<RawClient> slow = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            slow.add(gateway.connect()
                    .send("POST /v1/messages HTTP/1.1\r\nhost: t\r\nx: ")
                    .send("f".repeat(400_000)));
        }
        TestGateway.await(() -> capacity().shed().getOrDefault("memory", 0L) > 0);
        assertHealthy(gateway);
        slow.forEach(RawClient::close);
        assertNothingIsHeld();
    }

    @Test
    void whatACommittedAnswerNeedsNoMoreIsLetGo() {
        final TestGateway gateway = start("limits { max-body = 1 MiB, max-memory = 2 MiB }\n");
        vendor.script(SimScript.of("events=8; hold=4"));
        final String prompt = "p".repeat(900_000);
        final List<RawClient> streams = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            final RawClient client = gateway.connect();
            client.post(
                    "/v1/chat/completions",
                    "",
                    "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                            + "\"}]}");
            assertThat(client.head().status()).isEqualTo(200);
            client.chunk();
            streams.add(client);
        }
        vendor.releaseAll();
        for (final RawClient client : streams) {
            client.chunksUntil("[DONE]");
            client.close();
        }
        assertNothingIsHeld();
    }

    @Test
    void aConnectionTooManyIsToldHowTheGatewayIsAndNothingElse() {
        final TestGateway gateway = start("limits { max-connections = 2 }\n");
        try (RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            assertThat(first.send(HEALTH).answer().status()).isEqualTo(200);
            assertThat(second.send(HEALTH).answer().status()).isEqualTo(200);

            for (final String probe : new String[] {HEALTH, READY}) {
                try (RawClient surplus = gateway.connect()) {
                    final RawClient.Answer answer = surplus.send(probe).answer();
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.head().field("connection")).isEqualTo("close");
                    assertThat(surplus.isClosedByPeer()).isTrue();
                }
            }
            try (RawClient surplus = gateway.connect()) {
                final String request = Surface.OPENAI.request(TestGateway.KEY, "gpt-4o");
                assertOverloaded(surplus.send(request).answer(), 503);
                assertThat(surplus.isClosedByPeer()).isTrue();
            }
            assertThat(capacity().shed()).containsEntry("connections", 1L);
            assertThat(first.exchange(Surface.OPENAI.path("gpt-4o"), Surface.OPENAI.body("gpt-4o"))
                            .status())
                    .isEqualTo(200);
        }
        assertNothingIsHeld();
    }

    @Test
    void aFloodOfConnectionsIsClosedBeyondTheReserveAndTheGatewayRecovers() {
        final TestGateway gateway = start("limits { max-connections = 2 }\n");
        final List<RawClient> flood = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            flood.add(gateway.connect());
        }
        assertThat(flood.get(199).isClosedByPeer()).isTrue();
        TestGateway.await(() -> gateway.server().connections() <= 2 + 64);
        flood.forEach(RawClient::close);
        TestGateway.await(() -> gateway.server().connections() == 0);

        assertHealthy(gateway);
        assertNothingIsHeld();
    }

    private static void assertOverloaded(RawClient.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).contains("overloaded");
        assertThat(answer.head().field("retry-after")).isEqualTo("1");
    }

    private static void assertHealthy(TestGateway gateway) {
        try (RawClient client = gateway.connect()) {
            assertThat(client.send(HEALTH).answer().status()).isEqualTo(200);
            assertThat(client.send(READY).answer().status()).isEqualTo(200);
        }
    }

    private void assertNothingIsHeld() {
        TestGateway.await(
                () -> capacity().inFlight() == 0 && capacity().memory().heldBytes() == 0);
    }

    private Capacity capacity() {
        final TestGateway gateway = started;
        if (gateway == null) {
            throw new IllegalStateException("not started");
        }
        return gateway.server().gateway().capacity();
    }

    private static String head(String fields) {
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n"
                + Surface.OPENAI.credential(TestGateway.KEY) + fields + "\r\n";
    }

    private TestGateway start(String hocon) {
        started = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + TestGateway.channel("vendor", "openai", vendor, "")
                        + TestGateway.models("vendor", "gpt-4o")
                        + hocon);
        return started;
    }
}

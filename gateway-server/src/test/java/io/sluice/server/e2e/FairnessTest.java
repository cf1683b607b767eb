package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.billing.Outcome;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.EndlessUpstream;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that want everything share their one loop with others that want little. */
@Timeout(90)
final class FairnessTest {
    private static final int FLOOD = 100_000;
    private static final int OTHERS = 200;
    private static final String HEALTH = "GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n";
    private static final String STREAM =
            "{\"model\":\"endless\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private final EndlessUpstream upstream = new EndlessUpstream();
    private final SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final Path dataDir;
    private @Nullable TestGateway started;

    FairnessTest(@TempDir Path dataDir) {
        this.dataDir = dataDir;
    }

    @AfterEach
    void stop() {
        final TestGateway gateway = started;
        if (gateway != null) {
            gateway.close();
        }
        upstream.close();
        vendor.close();
    }

    @Test
    void aStreamWithoutEndDoesNotStarveTheOthersOfItsLoop() {
        final TestGateway gateway = start("auto");
        upstream.send(1L << 40);
        final AtomicBoolean enough = new AtomicBoolean();
        final AtomicLong streamed = new AtomicLong();
        final CountDownLatch flowing = new CountDownLatch(1);
        try (RawClient hungry = gateway.connect()) {
            hungry.post("/v1/chat/completions", "", STREAM);
            final Thread reader = Thread.ofPlatform().daemon().start(() -> {
                hungry.head();
                while (!enough.get()) {
                    streamed.addAndGet(hungry.chunk().length);
                    flowing.countDown();
                }
            });
            await(flowing);
            try (RawClient modest = gateway.connect()) {
                for (int i = 0; i < OTHERS; i++) {
                    assertThat(modest.send(HEALTH).answer().status()).isEqualTo(200);
                    assertThat(modest.exchange("/v1/chat/completions", CHAT).status())
                            .isEqualTo(200);
                }
            }
            final long before = streamed.get();
            TestGateway.await(() -> streamed.get() > before);
            enough.set(true);
            join(reader);
        }
    }

    @Test
    void aHundredThousandPipelinedRequestsAreAllAnsweredAndOthersMeanwhile() {
        final TestGateway gateway = start("auto");
        try (RawClient flooding = gateway.connect();
                RawClient modest = gateway.connect()) {
            final Thread writer = Thread.ofPlatform().daemon().start(() -> flooding.send(HEALTH.repeat(FLOOD)));
            for (int i = 0; i < OTHERS; i++) {
                assertThat(modest.send(HEALTH).answer().status()).isEqualTo(200);
            }
            for (int i = 0; i < FLOOD; i++) {
                if (flooding.answer().status() != 200) {
                    throw new AssertionError("answer " + i);
                }
            }
            join(writer);
            assertThat(flooding.send(HEALTH).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatLeavesBehindAFloodItWasNotReadForIsNoticedAtOnce() {
        final TestGateway gateway = start("auto");
        vendor.script(SimScript.of("hold=0"));
        leaveBehindAFlood(gateway);

        TestGateway.await(() -> gateway.server().inFlight() == 0);

        assertThat(gateway.records())
                .singleElement()
                .satisfies(record -> assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORT));
        vendor.releaseAll();
    }

    /** Not every kernel interface tells of it; then the answer finds nobody. */
    @Test
    void aClientThatLeavesUnnoticedIsNoticedAtItsAnswer() {
        final TestGateway gateway = start("nio");
        vendor.script(SimScript.of("hold=0"));
        leaveBehindAFlood(gateway);

        vendor.releaseAll();

        TestGateway.await(
                () -> gateway.server().inFlight() == 0 && gateway.server().connections() == 0);
    }

    private void leaveBehindAFlood(TestGateway gateway) {
        try (RawClient client = gateway.connect()) {
            client.post("/v1/chat/completions", "", CHAT);
            TestGateway.await(() -> vendor.counters().requests() == 1);
            client.send(HEALTH.repeat(4_000));
        }
    }

    private TestGateway start(String transport) {
        started = TestGateway.start(
                dataDir,
                "event-loops = 1\ntransport = " + transport + "\n" + TestGateway.key()
                        + TestGateway.channel("vendor", "openai", vendor, "") + TestGateway.models("vendor", "gpt-4o")
                        + "channels.endless { dialect = openai, base-url = \"http://127.0.0.1:" + upstream.port()
                        + "/v1\", credential = \"sim-key\" }\n" + TestGateway.models("endless", "endless"));
        return started;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

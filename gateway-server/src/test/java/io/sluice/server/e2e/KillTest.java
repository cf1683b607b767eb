package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.UsageSource;
import io.sluice.server.demo.ReceivedRequest;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.demo.Tokens;
import io.sluice.server.support.ForkedGateway;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} in the middle of many streams. Rounds: {@code -Dkill.rounds=20}, streams: {@code -Dkill.streams=200}, seed:
 * {@code -Dkill.seed}.
 */
@Timeout(600)
final class KillTest {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 4);
    private static final int STREAMS = Integer.getInteger("kill.streams", 200);
    private static final long SEED = Long.getLong("kill.seed", System.nanoTime());
    private static final int EVENTS = 40;

    private final SimulatedVendor vendor =
            SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI).remember(1_000_000));

    @Test
    void everyRequestAnUpstreamSawHasOneRecordAndEveryEndedStreamItsUsage(@TempDir Path dataDir)
            throws InterruptedException {
        vendor.script(SimScript.of("events=" + EVENTS + "; interval=4ms"));
        final String hocon = TestGateway.key()
                + TestGateway.channel("vendor", "openai", vendor, "")
                + "models.\"round-*\" { routes = [ { channel = vendor, model = \"gpt-4o\" } ]\n"
                + " price { input = 2.5, output = 10 } }\n";
        final Set<String> ended = ConcurrentHashMap.newKeySet();
        final List<ReceivedRequest> seen = new ArrayList<>();
        final RandomGenerator lives = new java.util.SplittableRandom(SEED);

        for (int round = 0; round < ROUNDS; round++) {
            try (ForkedGateway gateway = ForkedGateway.start(dataDir, hocon);
                    ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < STREAMS; i++) {
                    final String model = "round-" + round + "-" + i;
                    clients.submit(() -> stream(gateway.port(), model, ended));
                }
                seen.add(vendor.awaitRequest());
                TimeUnit.MILLISECONDS.sleep(lives.nextLong(900));
                gateway.kill();
            }
        }
        TestGateway.start(dataDir, hocon).close();

        while (seen.size() < vendor.counters().requests()) {
            seen.add(vendor.awaitRequest());
        }
        check(TestGateway.readRecords(dataDir), seen, ended);
        vendor.close();
    }

    /** Streams until the answer has ended, or the gateway has died. */
    private static void stream(int port, String model, Set<String> ended) {
        try (RawClient client = RawClient.connect(port)) {
            final RawClient.Answer answer = client.exchange(
                    "/v1/chat/completions",
                    "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
                            + model + "\"}]}");
            if (answer.text().contains("[DONE]")) {
                ended.add(model);
            }
        } catch (UncheckedIOException dead) {
            // The gateway was killed; what it owes is checked from its books.
        }
    }

    private static void check(List<BillingRecord> records, List<ReceivedRequest> seen, Set<String> ended) {
        final Map<String, BillingRecord> byModel = new HashMap<>();
        for (final BillingRecord record : records) {
            assertThat(byModel.put(record.model(), record))
                    .as("seed %d: second record of %s", SEED, record.model())
                    .isNull();
        }
        for (final ReceivedRequest request : seen) {
            final String model = request.json().at("/messages/0/content").asText();
            assertThat(byModel)
                    .as("seed %d: seen upstream, not on the books", SEED)
                    .containsKey(model);
        }
        for (final String model : ended) {
            final BillingRecord record = byModel.get(model);
            assertThat(record).as("seed %d: %s ended", SEED, model).isNotNull();
            assertThat(record.outcome()).isEqualTo(Outcome.OK);
            assertThat(record.usageSource()).isEqualTo(UsageSource.UPSTREAM);
            assertThat(record.inputTokens()).isEqualTo(Tokens.count(model));
            assertThat(record.outputTokens()).isEqualTo(EVENTS);
        }
        assertThat(records).extracting(BillingRecord::outcome).contains(Outcome.CRASH);
    }
}

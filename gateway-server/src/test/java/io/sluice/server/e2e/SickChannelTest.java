package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One of three channels is sick: nobody notices, and the others don't suffer for it. */
@Timeout(120)
final class SickChannelTest {
    private static final int CLIENTS = 8;
    private static final int REQUESTS_EACH = 40;
    /** As configured by default, with the minimum that a quiet gateway may retry. */
    private static final double BUDGET = 0.2;

    private static final int MIN_RETRIES = 10;

    private final SimulatedVendor sick = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final SimulatedVendor second = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final SimulatedVendor third = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final TestGateway gateway;

    SickChannelTest(@TempDir Path dataDir) {
        gateway = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + TestGateway.channel("sick", "openai", sick, "timeouts { first-token = 1s, connect = 1s }")
                        + TestGateway.channel("second", "openai", second, "")
                        + TestGateway.channel("third", "openai", third, "")
                        + "models.\"gpt-4o\" { routes = [ { channel = sick }, { channel = second }, { channel = third"
                        + " } ] }\n"
                        + "breaker { min-calls = 5 }\n");
    }

    @AfterEach
    void stop() {
        gateway.close();
        sick.close();
        second.close();
        third.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dead",
                "hang",
                "cut=10; reset",
                "status=429",
                "status=500",
                "garbage",
                "first-error; error-status=503"
            })
    void noClientSeesIt(String sickness) throws ExecutionException, InterruptedException {
        if (sickness.equals("dead")) {
            sick.close();
        } else {
            sick.script(SimScript.of(sickness));
        }

        final List<String> failures = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            final List<Future<List<String>>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                final boolean stream = i % 2 == 0;
                all.add(clients.submit(() -> converse(stream)));
            }
            for (final Future<List<String>> each : all) {
                failures.addAll(each.get());
            }
        }

        assertThat(failures).isEmpty();
        final long requests = (long) CLIENTS * REQUESTS_EACH;
        final long upstream = second.counters().requests()
                + third.counters().requests()
                + (sickness.equals("dead") ? 0 : sick.counters().requests());
        assertThat(upstream).isLessThanOrEqualTo((long) (requests * (1 + BUDGET)) + MIN_RETRIES);
        assertThat(gateway.records()).hasSize((int) requests);
    }

    private List<String> converse(boolean stream) {
        final List<String> failures = new ArrayList<>();
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < REQUESTS_EACH; i++) {
                final RawClient.Answer answer = client.exchange(
                        "/v1/chat/completions",
                        "{\"model\":\"gpt-4o\",\"stream\":" + stream
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"well?\"}]}");
                if (answer.status() != 200
                        || !answer.complete()
                        || answer.text().contains("\"error\"")) {
                    failures.add(answer.status() + " " + answer.text());
                }
            }
        }
        return failures;
    }
}

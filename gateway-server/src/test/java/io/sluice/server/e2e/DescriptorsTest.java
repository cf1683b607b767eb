package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.ForkedGateway;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that may open no file any more lives on with what it has, and serves all again when it may. */
@Timeout(120)
@EnabledOnOs(value = OS.LINUX, disabledReason = "takes descriptors away by prlimit")
final class DescriptorsTest {
    private static final int WAITING_CLIENTS = 20;
    private static final long OBSERVED_NS = Duration.ofSeconds(2).toNanos();

    private final SimulatedVendor pooled = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final SimulatedVendor fresh = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private final ForkedGateway gateway;

    DescriptorsTest(@TempDir Path dataDir) {
        gateway = ForkedGateway.start(
                dataDir,
                TestGateway.key()
                        + "event-loops = 1, retry.max-attempts = 1, breaker.min-calls = 1000\n"
                        + TestGateway.channel("pooled", "openai", pooled, "")
                        + TestGateway.channel("fresh", "openai", fresh, "")
                        + "channels.nowhere { dialect = openai, base-url = \"http://127.0.0.1:1\", credential = x }\n"
                        + TestGateway.models("pooled", "gpt-4o")
                        + TestGateway.models("fresh", "gpt-4o-mini")
                        + TestGateway.models("nowhere", "gpt-5"),
                "-Xmx256m");
    }

    @AfterEach
    void stop() {
        gateway.close();
        pooled.close();
        fresh.close();
    }

    @Test
    void withoutDescriptorsItServesWhoIsThereAndLaterEverybody() throws Exception {
        final List<RawClient> waiting = new ArrayList<>();
        try (RawClient client = RawClient.connect(gateway.port())) {
            assertThat(ask(client, "gpt-4o")).isEqualTo(200);
            assertThat(ask(client, "gpt-5")).isEqualTo(502);
            assertThat(health(client)).isEqualTo(200);

            limitDescriptors(1);
            for (int i = 0; i < WAITING_CLIENTS; i++) {
                waiting.add(RawClient.connect(gateway.port()).send("GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n"));
            }
            final long startNs = System.nanoTime();
            final Duration cpuBefore = cpu();
            TestGateway.await(() -> System.nanoTime() - startNs > OBSERVED_NS);
            assertThat(cpu().minus(cpuBefore)).isLessThan(Duration.ofNanos((System.nanoTime() - startNs) / 2));

            assertThat(health(client)).isEqualTo(200);
            assertThat(ask(client, "gpt-4o")).as("over the pooled connection").isEqualTo(200);
            assertThat(ask(client, "gpt-4o-mini")).as("over a new one").isEqualTo(503);
            assertThat(health(client)).isEqualTo(200);

            limitDescriptors(4096);
            for (final RawClient late : waiting) {
                assertThat(late.answer().status()).isEqualTo(200);
            }
            assertThat(ask(client, "gpt-4o-mini")).isEqualTo(200);
        } finally {
            waiting.forEach(RawClient::close);
        }
    }

    /** The process keeps what it has open: only what it opens from now on counts. */
    private void limitDescriptors(int most) throws IOException, InterruptedException {
        final Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(gateway.pid()), "--nofile=" + most + ":")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }

    private Duration cpu() {
        return ProcessHandle.of(gateway.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private static int health(RawClient client) {
        return client.send("GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n")
                .answer()
                .status();
    }

    private static int ask(RawClient client, String model) {
        return client.exchange(
                        "/v1/chat/completions",
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                .status();
    }
}

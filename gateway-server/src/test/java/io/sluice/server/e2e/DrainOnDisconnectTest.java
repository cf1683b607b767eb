package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.billing.Outcome;
import io.sluice.core.billing.UsageSource;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code billing.on-disconnect = drain}: a stream whose client left is read on, for its exact usage. */
@Timeout(60)
final class DrainOnDisconnectTest {
    private static final int EVENTS = 40;

    private final Vendors vendors;

    DrainOnDisconnectTest(@TempDir Path dataDir) {
        vendors = new Vendors(dataDir, "billing.on-disconnect { drain { up-to = 8s } }\n");
    }

    @AfterEach
    void stop() {
        vendors.close();
    }

    @ParameterizedTest
    @EnumSource
    void aStreamTheClientLeftIsBilledByTheUpstreamsOwnNumbers(Surface surface) {
        final SimulatedVendor vendor = vendors.of(surface);
        vendor.script(SimScript.of("hold=12; events=" + EVENTS));
        try (RawClient client = vendors.gateway.connect()) {
            surface.ask(client).head();
            while (!new String(client.chunk(), StandardCharsets.UTF_8).contains(surface.contentMark)) {}
            vendor.awaitHeld(Duration.ofSeconds(20));
        }
        TestGateway.await(() -> vendors.gateway.server().connections() == 0);

        vendor.releaseAll();

        assertThat(vendors.gateway.records()).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORT);
            assertThat(record.usageSource()).isEqualTo(UsageSource.UPSTREAM);
            assertThat(record.outputTokens()).isEqualTo(EVENTS);
            assertThat(record.inputTokens()).isPositive();
        });
        assertThat(vendor.counters().aborted()).isZero();
    }

    @Test
    void aClientThatLeavesBeforeItsAnswerBeginsIsBilledForItToo() {
        vendors.openAi.script(SimScript.of("delay=500ms; events=" + EVENTS));
        try (RawClient client = vendors.gateway.connect()) {
            Surface.CHAT.ask(client);
            vendors.openAi.awaitRequest();
        }

        assertThat(vendors.gateway.records()).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORT);
            assertThat(record.usageSource()).isEqualTo(UsageSource.UPSTREAM);
            assertThat(record.outputTokens()).isEqualTo(EVENTS);
        });
    }

    @Test
    void aStreamThatGoesOnForTooLongIsCancelledAndEstimated() {
        vendors.openAi.script(SimScript.of("events=20; stall=10"));
        try (RawClient client = vendors.gateway.connect()) {
            Surface.CHAT.ask(client).head();
            client.chunksUntil(Surface.CHAT.contentMark);
        }

        vendors.openAi.awaitAbort(Duration.ofSeconds(20));

        assertThat(vendors.gateway.records()).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORT);
            assertThat(record.usageSource()).isEqualTo(UsageSource.ESTIMATED);
            assertThat(record.outputTokens()).isPositive();
        });
    }
}

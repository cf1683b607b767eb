package io.sluice.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RehearsalLoadTest {
    private static final int CLIENTS = 4;

    @Test
    void asksForEverythingAndIsAnswered(@TempDir Path data) throws InterruptedException {
        try (SimulatedVendor openAi = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
                SimulatedVendor anthropic = SimulatedVendor.start(SimOptions.of(SimVendor.ANTHROPIC));
                SimulatedVendor gemini = SimulatedVendor.start(SimOptions.of(SimVendor.GEMINI));
                TestGateway gateway =
                        TestGateway.start(data, inner(DemoCommand.configuration(openAi, anthropic, gemini)))) {
            final RehearsalLoad load = new RehearsalLoad(gateway.port(), gateway.port(), DemoCommand.KEY);

            final long successes = load.drive(1);

            assertThat(load.failures()).isZero();
            // of what is asked for seldom, a stranger's request and one for an unknown model are refused
            assertThat(successes).isEqualTo(CLIENTS * (9 + 8 + 1));
            TestGateway.await(() -> gateway.server().inFlight() == 0);
            assertThat(openAi.counters().requests()).isPositive();
            assertThat(anthropic.counters().requests()).isPositive();
            assertThat(gemini.counters().requests()).isPositive();
        }
    }

    /** The configuration without the braces around it. */
    private static String inner(String configuration) {
        return configuration.substring(configuration.indexOf('{') + 1, configuration.lastIndexOf('}'));
    }
}

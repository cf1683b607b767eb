package io.sluice.benchmarks.endtoend.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.benchmarks.endtoend.sim.Behaviour;
import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Load generator and vendor against each other; what is asserted are counts, never times. */
@Timeout(60)
final class LoadGeneratorTest {
    private static final String KNOWN = "authorization: Bearer " + VendorSimulator.KEY;

    private static VendorSimulator vendor = VendorSimulator.start();
    private static LoadGenerator generator = new LoadGenerator();

    @BeforeAll
    static void start() {
        assertThat(vendor.port()).isPositive();
    }

    @AfterAll
    static void stop() {
        generator.close();
        vendor.close();
    }

    /** Until something has ended in the measured part, on a machine however busy. */
    private static LoadResult run(
            Behaviour behaviour, String path, String credential, int connections, double ratePerS, int expectEvents)
            throws Exception {
        vendor.behave(behaviour);
        LoadResult result = run(path, credential, connections, ratePerS, expectEvents, 300);
        for (int durationMs = 1000; result.ok() + result.failed() == 0 && durationMs < 20_000; durationMs *= 4) {
            result = run(path, credential, connections, ratePerS, expectEvents, durationMs);
        }
        return result;
    }

    private static LoadResult run(
            String path, String credential, int connections, double ratePerS, int expectEvents, int durationMs)
            throws Exception {
        return generator
                .run(new LoadPlan(
                        vendor.port(),
                        path,
                        List.of(credential),
                        "sim-1",
                        1024,
                        expectEvents > 0,
                        connections,
                        ratePerS,
                        0,
                        100,
                        durationMs,
                        5000,
                        5000,
                        expectEvents,
                        0,
                        false,
                        false,
                        false))
                .get();
    }

    @Test
    void answersInOnePieceAreCounted() throws Exception {
        final LoadResult result = run(Behaviour.instant(), "/v1/chat/completions", KNOWN, 4, 0, 0);

        assertThat(result.ok()).isPositive();
        assertThat(result.failures()).isEmpty();
        assertThat(Histograms.decode(result.latency()).getTotalCount()).isEqualTo(result.ok());
    }

    @Test
    void everyRequestOfAConstantRateIsAccountedForHoweverSlowTheAnswers() throws Exception {
        final LoadResult result = run(Behaviour.delayed(20), "/v1/messages", KNOWN, 2, 1000, 0);

        // 300 ms of 1000/s; two connections could never have asked so often without waiting
        assertThat(Histograms.decode(result.latency()).getTotalCount()).isBetween(299L, 301L);
        assertThat(result.ok() + result.failed() + result.unsent()).isBetween(299L, 301L);
    }

    @Test
    void streamsInEitherDialectComeWholeAndInOrder() throws Exception {
        for (final String path : List.of("/v1/chat/completions", "/v1/messages")) {
            final LoadResult result = run(Behaviour.firehose(100), path, KNOWN, 4, 0, 100);

            assertThat(result.ok()).as(path).isPositive();
            assertThat(result.failures()).as(path).isEmpty();
            assertThat(result.lost()).as(path).isZero();
            assertThat(result.allEvents()).as(path).isGreaterThanOrEqualTo(result.allRequests() * 100);
        }
    }

    @Test
    void pacedStreamsComeWhole() throws Exception {
        final LoadResult result = run(Behaviour.paced(20, 2000), "/v1/chat/completions", KNOWN, 10, 0, 20);

        assertThat(result.ok()).isPositive();
        assertThat(result.failures()).isEmpty();
        assertThat(result.lost()).isZero();
    }

    @Test
    void aStreamMayTakeLongerThanTheTimeoutAsLongAsItMoves() throws Exception {
        vendor.behave(Behaviour.paced(60, 50_000)); // three seconds

        final LoadPlan plan = new LoadPlan(
                vendor.port(),
                "/v1/chat/completions",
                List.of(KNOWN),
                "sim-1",
                1024,
                true,
                1,
                0,
                0,
                0,
                3500,
                0,
                2000,
                60,
                0,
                false,
                false,
                false);

        assertThat(generator.run(plan).get().failures()).isEmpty();
    }

    @Test
    void aStreamThatIsTooShortIsAFailure() throws Exception {
        final LoadResult result = run(Behaviour.firehose(9), "/v1/chat/completions", KNOWN, 2, 0, 10);

        assertThat(result.ok()).isZero();
        assertThat(result.failures()).containsOnlyKeys("incomplete stream");
    }

    @Test
    void theVendorRefusesACredentialThatIsNotItsOwn() throws Exception {
        final LoadResult result =
                run(Behaviour.instant(), "/v1/chat/completions", "authorization: Bearer sk-other", 1, 0, 0);

        assertThat(result.ok()).isZero();
        assertThat(result.failures()).containsOnlyKeys("status 400");
    }
}

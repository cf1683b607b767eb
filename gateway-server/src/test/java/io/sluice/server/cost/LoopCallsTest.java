package io.sluice.server.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads, writes, polls, wake-ups and timers of a whole gateway's loop, counted where it asks for them: on every machine. */
@Timeout(120)
final class LoopCallsTest {
    private static final int WARM_UP = 50;
    private static final int COUNT = 500;

    /** A poll or a read in so many may be for nothing, or for half a request. */
    private static final double ODD = 0.02;

    private final CannedVendor vendor = new CannedVendor();
    private final CountedGateway gateway;
    private final CannedClient client;

    LoopCallsTest(@TempDir Path folder) {
        gateway = new CountedGateway(folder, CostRig.everything(vendor));
        client = new CannedClient(gateway.port());
    }

    @AfterEach
    void close() {
        client.close();
        gateway.close();
        vendor.close();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,OPENAI", "GEMINI,GEMINI", "RESPONSES,ANTHROPIC"})
    void aRequestTakesTwoReadsTwoWritesTwoPollsAndNoTimer(Tongue from, Tongue to) {
        final byte[] request = CostRig.request(from, to, false);

        final Counts each = count(() -> client.ask(request));

        each.check(2, 2, 2);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,OPENAI", "GEMINI,GEMINI", "RESPONSES,ANTHROPIC"})
    void anEventTakesOneReadOneWriteOnePollAndNoTimer(Tongue from, Tongue to) {
        client.open(CostRig.request(from, to, true));

        final Counts each = count(this::step);

        each.check(1, 1, 1);
        vendor.end();
        client.end();
    }

    @Test
    void aStreamOfOneEventTakesThreeOfEach() {
        final byte[] request = CostRig.request(Tongue.OPENAI, Tongue.OPENAI, true);

        final Counts each = count(() -> {
            client.open(request);
            vendor.end();
            client.end();
        });

        each.check(3, 3, 3);
    }

    private void step() {
        vendor.step();
        client.step();
    }

    private record Counts(double reads, double writes, double polls, double wakeUps, double alarms) {
        void check(int wantedReads, int wantedWrites, int wantedPolls) {
            assertThat(reads).as("reads: %s", this).isBetween((double) wantedReads, wantedReads + ODD);
            assertThat(writes).as("writes: %s", this).isBetween((double) wantedWrites, wantedWrites + ODD);
            assertThat(polls).as("polls: %s", this).isBetween(wantedPolls - ODD, wantedPolls + 5 * ODD);
            assertThat(wakeUps).as("wake-ups by other threads: %s", this).isLessThanOrEqualTo(ODD);
            assertThat(alarms).as("timers set: %s", this).isLessThanOrEqualTo(2 * ODD);
        }
    }

    private Counts count(Runnable one) {
        repeat(one, WARM_UP);
        final LongSupplier[] counters = {
            () -> gateway.clients.reads.get() + gateway.vendors.reads.get(),
            () -> gateway.clients.writes.get() + gateway.vendors.writes.get(),
            gateway.polls::get,
            gateway.wakeUps::get,
            gateway.alarms::get
        };
        final double[] before = new double[counters.length];
        for (int i = 0; i < counters.length; i++) {
            before[i] = counters[i].getAsLong();
        }
        repeat(one, COUNT);
        final double[] each = new double[counters.length];
        for (int i = 0; i < counters.length; i++) {
            each[i] = (counters[i].getAsLong() - before[i]) / COUNT;
        }
        return new Counts(each[0], each[1], each[2], each[3], each[4]);
    }

    private static void repeat(Runnable one, int times) {
        for (int i = 0; i < times; i++) {
            one.run();
        }
    }
}

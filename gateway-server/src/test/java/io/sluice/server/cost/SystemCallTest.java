package io.sluice.server.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * System calls of the event loops of a whole gateway on epoll, asked for one thing at a time, which is when they are the most:
 * under load a wake-up serves many. Only where there is strace; {@link LoopCallsTest} always counts.
 */
@Timeout(300)
final class SystemCallTest {
    private static final int WARM_UP = 4_000;
    private static final int ROUNDS = 10;
    private static final int COUNT = 500;
    private static final double UNARY_CALLS = 6.2;
    private static final double EVENT_CALLS = 3.1;

    @TempDir
    private static Path folder;

    private static CostRig rig;

    @BeforeAll
    static void start() {
        rig = new CostRig(folder, 1);
        assumeTrue(rig.node().logged().stream().anyMatch(line -> line.contains("transport=epoll")), "no epoll here");
        assumeTrue(SystemCalls.canBeCounted(folder, rig.loops().kernelIds()), "no strace here");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,OPENAI", "ANTHROPIC,ANTHROPIC", "OPENAI,ANTHROPIC"})
    void aRequestTakesTwoReadsTwoWritesAndTwoPolls(Tongue from, Tongue to) {
        final CannedClient client = rig.client();
        final byte[] request = CostRig.request(from, to, false);
        rig.ask(client, request, WARM_UP);

        assertCalls("a unary request", UNARY_CALLS, () -> rig.ask(client, request, COUNT));
    }

    @ParameterizedTest
    @CsvSource({"OPENAI,OPENAI", "ANTHROPIC,ANTHROPIC", "OPENAI,ANTHROPIC"})
    void anEventTakesOneReadOneWriteAndOnePoll(Tongue from, Tongue to) {
        final CannedClient client = rig.client();
        client.open(CostRig.request(from, to, true));
        try {
            rig.steps(client, WARM_UP);

            assertCalls("an event", EVENT_CALLS, () -> rig.steps(client, COUNT));
        } finally {
            rig.end(client);
        }
    }

    private static void assertCalls(String what, double bound, Runnable work) {
        final Map<String, Long> calls = new TreeMap<>();
        final double each = Fewest.each(ROUNDS, COUNT, bound, () -> sum(calls), () -> {
            final SystemCalls counting = count();
            work.run();
            counting.stop().forEach((name, count) -> calls.merge(name, count, Long::sum));
        });

        assertThat(each).as("system calls for %s; in all %s", what, calls).isLessThanOrEqualTo(bound);
        assertThat(each).as("system calls are counted: %s", calls).isGreaterThanOrEqualTo(2);
    }

    private static SystemCalls count() {
        try {
            return SystemCalls.count(folder, rig.loops().kernelIds());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sum(Map<String, Long> calls) {
        return List.copyOf(calls.values()).stream().mapToLong(Long::longValue).sum();
    }
}

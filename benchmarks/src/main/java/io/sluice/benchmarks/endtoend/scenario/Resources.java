package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.load.LoadResult;
import io.sluice.benchmarks.endtoend.machine.JavaAllocation;
import io.sluice.benchmarks.endtoend.machine.ProcessTree;
import io.sluice.benchmarks.endtoend.peer.Peer;
import io.sluice.benchmarks.endtoend.peer.Route;
import io.sluice.benchmarks.endtoend.peer.Target;
import io.sluice.benchmarks.endtoend.report.Column;
import io.sluice.benchmarks.endtoend.report.Results;
import io.sluice.benchmarks.endtoend.report.Sample;
import io.sluice.benchmarks.endtoend.report.Table;
import io.sluice.benchmarks.endtoend.sim.Behaviour;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What it takes to have a target at all: an instance of its own, from its start to a while after its last request. */
final class Resources implements Scenario {
    private static final int IDLE_MS = 2000;
    private static final int RECOVER_MS = 4000;
    private static final int MIN_DURATION_MS = 2000;
    private static final int BEFORE_THE_END_MS = 300;
    private static final double MIB = 1024 * 1024;

    private static final Case UNARY =
            new Case("life", "", Load.closed(64), Behaviour.instant(), Route.OPENAI, List.of());
    private static final Case EVENTS =
            new Case("life", "", Load.streams(32, 1000, 0), Behaviour.firehose(1000), Route.OPENAI, List.of());

    @Override
    public String name() {
        return "resources";
    }

    @Override
    public String title() {
        return "memory idle, steady and recovered (PSS), start to ready, heap allocated per request and event";
    }

    @Override
    public void run(Stage stage, Results results) throws IOException, InterruptedException {
        results.add(new Table(
                name(),
                "life",
                "a fresh instance: start, 64 connections at full speed, rest",
                List.of(
                        Column.value("ready_ms", "ready ms", 0),
                        Column.value("first_answer_ms", "first answer ms", 0),
                        Column.value("pss_idle_mib", "PSS idle MiB", 1),
                        Column.value("pss_steady_mib", "steady MiB", 1),
                        Column.value("pss_recovered_mib", "recovered MiB", 1),
                        Column.value("heap_bytes_per_request", "heap B/request", 1),
                        Column.value("heap_bytes_per_event", "heap B/event", 2))));
        for (int round = 0; round < stage.settings().fewRounds(); round++) {
            for (final Target target : stage.order(round)) {
                if (target.pid() >= 0) {
                    live(stage, results, target, round);
                }
            }
        }
    }

    private void live(Stage stage, Results results, Target like, int round) throws IOException, InterruptedException {
        final int durationMs = Math.max(MIN_DURATION_MS, stage.settings().durationMs());
        final Map<String, Double> metrics = new HashMap<>();
        try (Target fresh = stage.startAnother(like, false)) {
            metrics.put("ready_ms", fresh.readyMs());
            metrics.put("first_answer_ms", fresh.firstAnswerMs());
            Thread.sleep(IDLE_MS);
            metrics.put("pss_idle_mib", ProcessTree.pssBytes(fresh.pid()) / MIB);
            stage.begin(UNARY, fresh, durationMs);
            Thread.sleep(Stage.warmupMs(UNARY) + durationMs - BEFORE_THE_END_MS);
            metrics.put("pss_steady_mib", ProcessTree.pssBytes(fresh.pid()) / MIB);
            stage.end(UNARY, durationMs);
            Thread.sleep(RECOVER_MS);
            metrics.put("pss_recovered_mib", ProcessTree.pssBytes(fresh.pid()) / MIB);
        }
        if (like.kind() == Peer.Kind.SLUICE) {
            // of the instance that is warm: what compiled code no longer allocates, a fresh one still does
            allocation(stage, like, UNARY, durationMs, metrics, "heap_bytes_per_request");
            allocation(stage, like, EVENTS, durationMs, metrics, "heap_bytes_per_event");
        }
        stage.say("  resources " + like.name() + ": " + metrics);
        results.add(new Sample(name(), "life", like.name(), round, metrics, false, ""));
    }

    private static void allocation(
            Stage stage, Target target, Case wanted, int durationMs, Map<String, Double> metrics, String metric)
            throws IOException, InterruptedException {
        WarmUp.warm(stage, target, wanted);
        final double before = JavaAllocation.bytesOf(target.pid());
        stage.begin(wanted, target, durationMs);
        final LoadResult result = stage.end(wanted, durationMs);
        final double after = JavaAllocation.bytesOf(target.pid());
        final double per = Math.max(1, wanted.perEvent() ? result.allEvents() : result.allRequests());
        metrics.put(metric, (after - before) / per);
    }
}

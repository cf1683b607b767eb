package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.peer.Route;
import io.sluice.benchmarks.endtoend.peer.Target;
import io.sluice.benchmarks.endtoend.report.Column;
import io.sluice.benchmarks.endtoend.report.Results;
import io.sluice.benchmarks.endtoend.report.Sample;
import io.sluice.benchmarks.endtoend.report.Table;
import io.sluice.benchmarks.endtoend.sim.Behaviour;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much goes through at which tail: one sweep of concurrency for each speed of the vendor. */
final class Frontier implements Scenario {
    /** Where a sample of one step of the sweep says how many connections it had. */
    static final String CONNECTIONS = "connections";

    private static final int[] BOUNDS_MS = {1, 5, 10, 50, 100};
    private static final double US_PER_MS = 1000;

    /** There are many steps: each gets less time than a case of its own. */
    private static final double SHARE_OF_TIME = 0.6;

    private record Sweep(String name, String title, Behaviour behaviour, int[] connections) {}

    private static final List<Sweep> SWEEPS = List.of(
            new Sweep("instant", "vendor answers at once", Behaviour.instant(), new int[] {1, 4, 16, 64, 256}),
            new Sweep("20ms", "vendor answers after 20 ms", Behaviour.delayed(20), new int[] {16, 64, 256, 512, 1024}));

    @Override
    public String name() {
        return "frontier";
    }

    @Override
    public String title() {
        return "requests/s at p99 up to 1, 5, 10, 50, 100 ms and unbounded, from one sweep of concurrency";
    }

    @Override
    public void run(Stage stage, Results results) throws IOException, InterruptedException {
        for (final Sweep sweep : SWEEPS) {
            results.add(new Table(name(), sweep.name(), sweep.title(), columns()));
            for (int round = 0; round < stage.settings().rounds(); round++) {
                for (final Target target : stage.order(round)) {
                    sweep(stage, results, sweep, target, round);
                }
            }
        }
    }

    private void sweep(Stage stage, Results results, Sweep sweep, Target target, int round)
            throws IOException, InterruptedException {
        final List<Sample> steps = new ArrayList<>();
        final int durationMs = Math.max(1, (int) (stage.settings().durationMs() * SHARE_OF_TIME));
        for (final int connections : sweep.connections()) {
            final Case step = new Case(
                    sweep.name() + "-" + connections,
                    "",
                    Load.closed(connections),
                    sweep.behaviour(),
                    Route.OPENAI,
                    List.of());
            final Sample sample = stage.measure(name(), step, target, round, durationMs);
            final Map<String, Double> metrics = new HashMap<>(sample.metrics());
            metrics.put(CONNECTIONS, (double) connections);
            final Sample numbered =
                    new Sample(name(), step.name(), target.name(), round, metrics, sample.noisy(), sample.latency());
            results.add(numbered);
            steps.add(numbered);
        }
        final boolean noisy = steps.stream().anyMatch(Sample::noisy);
        results.add(new Sample(name(), sweep.name(), target.name(), round, frontier(steps), noisy, ""));
    }

    /** The best of all steps whose tail is within each bound; nothing where none is. */
    static Map<String, Double> frontier(List<Sample> steps) {
        final Map<String, Double> best = new HashMap<>();
        for (final Sample step : steps) {
            final double rate = step.metric("requests_per_s");
            final double failed = step.metric("failed");
            if (failed > 0) {
                continue;
            }
            best.merge("requests_per_s", rate, Math::max);
            for (final int boundMs : BOUNDS_MS) {
                if (step.metric("p99_us") <= boundMs * US_PER_MS) {
                    best.merge(metric(boundMs), rate, Math::max);
                }
            }
        }
        return best;
    }

    private static String metric(int boundMs) {
        return "requests_per_s_at_p99_" + boundMs + "_ms";
    }

    private static List<Column> columns() {
        final List<Column> columns = new ArrayList<>();
        for (final int boundMs : BOUNDS_MS) {
            columns.add(Column.value(metric(boundMs), "p99 ≤ " + boundMs + " ms", 0));
        }
        columns.add(Column.value("requests_per_s", "unbounded", 0));
        columns.add(Column.ratio("requests_per_s", "x nginx"));
        return columns;
    }
}

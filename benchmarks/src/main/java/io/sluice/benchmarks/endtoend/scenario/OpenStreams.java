package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.load.LoadResult;
import io.sluice.benchmarks.endtoend.machine.ProcessTree;
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

/** How many streams can be open at once: with an event each 20 ms, and hardly any, for the memory they take. */
final class OpenStreams implements Scenario {
    private static final int[] STEPS = {
        50, 100, 200, 400, 600, 800, 1000, 1250, 1500, 1750, 2000, 2500, 3000, 4000, 5000, 7000, 10_000
    };
    private static final int PACE_US = 20_000;
    private static final int ENDLESS = 90_000_000;

    /** Five paces behind. */
    private static final int STALL_MS = 100;

    private static final int RAMP_MS = 1000;
    private static final int MIN_DURATION_MS = 1500;

    private static final int WANTED_STREAMS = 10_000;
    private static final int SLOW_PACE_US = 1_000_000;
    private static final int STREAMS_PER_S = 2000;
    private static final int HOLD_MS = 6000;
    private static final int POLL_MS = 50;
    private static final int REST_MS = 1500;
    private static final int BEFORE_THE_END_MS = 500;
    private static final int SETTLE_MS = 1500;

    /** For what a gateway has open besides streams. */
    private static final int OTHER_DESCRIPTORS = 300;

    private static final double MIB = 1024 * 1024;

    @Override
    public String name() {
        return "open-streams";
    }

    @Override
    public String title() {
        return "the most streams without a lost or stalled event at 20 ms pacing; memory of 10 000 open ones";
    }

    /** A gateway holds two connections for each stream. */
    static int possible(int descriptors) {
        return Math.clamp((descriptors - OTHER_DESCRIPTORS) / 2, 1, WANTED_STREAMS);
    }

    @Override
    public void run(Stage stage, Results results) throws IOException, InterruptedException {
        final int possible = possible(stage.settings().descriptors());
        results.add(new Table(
                name(),
                "most",
                "most streams without a lost or stalled event, an event each 20 ms (tried up to " + possible + ")",
                List.of(
                        Column.value("streams", "streams", 0),
                        Column.ratio("streams", "x nginx"),
                        Column.value("events_per_s", "events/s", 0),
                        Case.CPU,
                        Case.CPU_RATIO,
                        Column.value("event_delay_p99_us", "event p99 µs", 0))));
        for (int round = 0; round < stage.settings().fewRounds(); round++) {
            for (final Target target : stage.order(round)) {
                if (Stage.knows(target, paced(1))) {
                    results.add(most(stage, target, round, possible));
                }
            }
        }
        results.add(new Table(
                name(),
                "memory",
                possible + " open streams, an event each second"
                        + (possible < WANTED_STREAMS ? " (what the limit of descriptors allows)" : ""),
                List.of(
                        Column.value("open", "open", 0),
                        Column.value("lost", "lost", 0),
                        Column.value("pss_before_mib", "PSS before MiB", 1),
                        Column.value("pss_open_mib", "open MiB", 1),
                        Column.value("pss_after_mib", "after MiB", 1),
                        Column.value("stream_bytes", "bytes/stream", 0),
                        Case.CPU,
                        Case.CPU_RATIO)));
        for (int round = 0; round < stage.settings().fewRounds(); round++) {
            for (final Target target : stage.order(round)) {
                if (target.pid() >= 0 && Stage.knows(target, paced(1))) {
                    results.add(memory(stage, target, round, possible));
                }
            }
        }
    }

    private static Case paced(int streams) {
        return new Case(
                "most",
                "",
                Load.open(streams, RAMP_MS, STALL_MS),
                Behaviour.paced(ENDLESS, PACE_US),
                Route.OPENAI,
                List.of());
    }

    private Sample most(Stage stage, Target target, int round, int possible) throws IOException, InterruptedException {
        Map<String, Double> best = Map.of("streams", 0.0);
        boolean noisy = false;
        for (final int step : STEPS) {
            final int streams = Math.min(step, possible);
            final Sample sample = tryStep(stage, target, round, streams);
            if (faults(sample, streams) > 0) {
                noisy = sample.noisy(); // then it may have been the neighbours' fault
                break;
            }
            best = new HashMap<>(sample.metrics());
            best.put("streams", (double) streams);
            if (streams < step) {
                break;
            }
        }
        return new Sample(name(), "most", target.name(), round, best, noisy, "");
    }

    /** Again, a few times, while there are faults. */
    private Sample tryStep(Stage stage, Target target, int round, int streams)
            throws IOException, InterruptedException {
        Sample last = null;
        for (int i = 0; i < Settings.TRIES && (last == null || faults(last, streams) > 0); i++) {
            last = stage.once(
                    name(),
                    paced(streams),
                    target,
                    round,
                    Math.max(MIN_DURATION_MS, stage.settings().durationMs()));
            stage.say(
                    "  open-streams " + target.name() + ": " + streams + " streams, lost " + (long) last.metric("lost")
                            + ", stalled " + (long) last.metric("stalled") + ", failed " + (long) last.metric("failed")
                            + ", open "
                            + (long) last.metric("open") + (last.noisy() ? " (noisy)" : ""));
        }
        if (last == null) {
            throw new IllegalStateException("no run at all");
        }
        return last;
    }

    private static double faults(Sample sample, int streams) {
        return sample.metric("lost")
                + sample.metric("stalled")
                + sample.metric("failed")
                + Math.max(0, streams - sample.metric("open"));
    }

    private Sample memory(Stage stage, Target target, int round, int streams) throws IOException, InterruptedException {
        final int rampMs = streams * 1000 / STREAMS_PER_S + 1;
        final Case wanted = new Case(
                "memory",
                "",
                Load.open(streams, rampMs, 0),
                Behaviour.paced(ENDLESS, SLOW_PACE_US),
                Route.OPENAI,
                List.of());
        final long before = ProcessTree.pssBytes(target.pid());
        final Usage usage = stage.begin(wanted, target, HOLD_MS);
        final long openStreams = awaitOpen(stage, streams, Stage.warmupMs(wanted) + HOLD_MS - BEFORE_THE_END_MS);
        final long open = ProcessTree.pssBytes(target.pid());
        final LoadResult result = stage.end(wanted, HOLD_MS);
        final Sample sample = stage.sample(name(), wanted, target, round, result, usage, stage.usage(target));
        Thread.sleep(SETTLE_MS);
        final long after = ProcessTree.pssBytes(target.pid());
        final Map<String, Double> metrics = new HashMap<>(sample.metrics());
        metrics.put("pss_before_mib", before / MIB);
        metrics.put("pss_open_mib", open / MIB);
        metrics.put("pss_after_mib", after / MIB);
        metrics.put("open", (double) openStreams);
        metrics.put("stream_bytes", (double) (open - before) / Math.max(1, openStreams));
        stage.say("  open-streams " + target.name() + ": " + openStreams + " open, "
                + (open - before) / Math.max(1, openStreams) + " B each, failures " + result.failures());
        return new Sample(name(), "memory", target.name(), round, metrics, sample.noisy(), "");
    }

    /** Waits until so many streams are open and have been for a while, but only so long. @return how many there are */
    private static long awaitOpen(Stage stage, int wanted, int withinMs) throws IOException, InterruptedException {
        final long endNs = System.nanoTime() + withinMs * 1_000_000L;
        long open = stage.openStreams();
        while (open < wanted && System.nanoTime() < endNs) {
            Thread.sleep(POLL_MS);
            open = stage.openStreams();
        }
        Thread.sleep(Math.clamp((endNs - System.nanoTime()) / 1_000_000L, 0, REST_MS));
        return stage.openStreams();
    }
}

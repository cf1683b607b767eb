package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.agent.AgentProcess;
import io.sluice.benchmarks.endtoend.agent.LineAgent;
import io.sluice.benchmarks.endtoend.load.Histograms;
import io.sluice.benchmarks.endtoend.load.LoadPlan;
import io.sluice.benchmarks.endtoend.load.LoadResult;
import io.sluice.benchmarks.endtoend.machine.ProcessTree.Cpu;
import io.sluice.benchmarks.endtoend.peer.Peer;
import io.sluice.benchmarks.endtoend.peer.Target;
import io.sluice.benchmarks.endtoend.report.Sample;
import io.sluice.benchmarks.endtoend.sim.Behaviour;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The vendor, the load generator and the targets, and how one is measured with the others. One thread. */
public final class Stage {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int WARMUP_MS = 300;
    private static final int DRAIN_MS = 1000;
    private static final int TIMEOUT_MS = 10_000;
    private static final double NS_PER_US = 1000;
    private static final double US_PER_S = 1e6;

    private final AgentProcess vendor;
    private final AgentProcess generator;
    private final Settings settings;
    private final List<Target> targets;
    private final PeerStarter starter;
    private final PrintWriter progress;

    /** Starts further instances of what is measured, with TLS or without. */
    @FunctionalInterface
    public interface PeerStarter {
        /** @throws IOException when it doesn't start */
        Target start(Target like, boolean tls) throws IOException, InterruptedException;
    }

    public Stage(
            AgentProcess vendor,
            AgentProcess generator,
            Settings settings,
            List<Target> targets,
            PeerStarter starter,
            PrintWriter progress) {
        this.vendor = vendor;
        this.generator = generator;
        this.settings = settings;
        this.targets = List.copyOf(targets);
        this.starter = starter;
        this.progress = progress;
    }

    Settings settings() {
        return settings;
    }

    List<Target> targets() {
        return targets;
    }

    /** The targets in the order of a round: nobody is always the first, or behind the same neighbour. */
    List<Target> order(int round) {
        return rotated(targets, round);
    }

    static <T> List<T> rotated(List<T> all, int round) {
        final List<T> order = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            order.add(all.get((i + round) % all.size()));
        }
        return order;
    }

    Target startAnother(Target like, boolean tls) throws IOException, InterruptedException {
        return starter.start(like, tls);
    }

    void say(String line) {
        progress.println(line);
        progress.flush();
    }

    /** Says what comes. */
    public void announce(Scenario scenario) {
        say(scenario.name() + ": " + scenario.title());
    }

    void behave(Behaviour behaviour) throws IOException, InterruptedException {
        vendor.ask(Map.of("behave", behaviour), ANSWER);
    }

    /** How many streams the vendor is sending. */
    long openStreams() throws IOException, InterruptedException {
        return vendor.ask(Map.of("counts", true), ANSWER).get("open").asLong();
    }

    /** Whether a target can be asked for it at all. */
    static boolean knows(Target target, Case wanted) {
        return target.access(wanted.route()) != null;
    }

    /** A run, repeated while the machine was too noisy; the quietest one. */
    Sample measure(String scenario, Case wanted, Target target, int round) throws IOException, InterruptedException {
        return measure(scenario, wanted, target, round, settings.durationMs());
    }

    Sample measure(String scenario, Case wanted, Target target, int round, int durationMs)
            throws IOException, InterruptedException {
        Sample best = null;
        for (int i = 0; i < Settings.TRIES && (best == null || best.noisy()); i++) {
            final Sample next = once(scenario, wanted, target, round, durationMs);
            if (best == null || next.metric("foreign_cores") < best.metric("foreign_cores")) {
                best = next;
            }
        }
        if (best == null) {
            throw new IllegalStateException("no run at all");
        }
        say(String.format(
                Locale.ROOT,
                "  %-10s %-24s r%d %-12s %9.0f req/s %9.0f ev/s %8.2f µs CPU  p99 %8.0f µs  failed %.0f  foreign"
                        + " %.2f%s",
                scenario,
                wanted.name(),
                round + 1,
                target.name(),
                best.metric("requests_per_s"),
                best.metric("events_per_s"),
                best.metric("cpu_us"),
                best.metric("p99_us"),
                best.metric("failed"),
                best.metric("foreign_cores"),
                best.noisy() ? " (noisy)" : ""));
        return best;
    }

    Sample once(String scenario, Case wanted, Target target, int round, int durationMs)
            throws IOException, InterruptedException {
        final Usage before = begin(wanted, target, durationMs);
        final LoadResult result = end(wanted, durationMs);
        return sample(scenario, wanted, target, round, result, before, usage(target));
    }

    /** Begins a run, and returns at once. */
    Usage begin(Case wanted, Target target, int durationMs) throws IOException, InterruptedException {
        behave(wanted.behaviour());
        final Usage before = usage(target);
        generator.send(plan(wanted, target, durationMs));
        return before;
    }

    /** Waits for the end of what was begun. */
    LoadResult end(Case wanted, int durationMs) throws IOException, InterruptedException {
        final Duration within =
                ANSWER.plusMillis((long) durationMs + wanted.load().rampMs() + WARMUP_MS + DRAIN_MS);
        return LineAgent.JSON.treeToValue(generator.await(within), LoadResult.class);
    }

    Usage usage(Target target) {
        return Usage.now(target.pid(), vendor.pid(), generator.pid());
    }

    /** Time from the beginning of a run to the beginning of what it measures. */
    static int warmupMs(Case wanted) {
        return WARMUP_MS + wanted.load().rampMs();
    }

    private static LoadPlan plan(Case wanted, Target target, int durationMs) {
        final Peer.Access access = target.access(wanted.route());
        if (access == null) {
            throw new IllegalStateException(target.name() + " doesn't know " + wanted.route());
        }
        final Load load = wanted.load();
        return new LoadPlan(
                target.port(),
                access.path(),
                access.headers(),
                access.model(),
                load.bodyBytes(),
                load.isStream(),
                load.connections(),
                load.ratePerS(),
                load.rampMs(),
                warmupMs(wanted),
                durationMs,
                DRAIN_MS,
                TIMEOUT_MS,
                load.expectEvents() == Integer.MAX_VALUE ? 0 : load.expectEvents(),
                load.stallMs(),
                target.encrypts(),
                load.closeEach(),
                load.resume());
    }

    Sample sample(
            String scenario, Case wanted, Target target, int round, LoadResult result, Usage before, Usage after) {
        final double per = wanted.perEvent() ? result.allEvents() : result.allRequests();
        final double foreign = after.foreignCoresSince(before);
        final double steal = after.stealSince(before);
        final Map<String, Double> metrics = new HashMap<>();
        metrics.put("requests_per_s", result.requestsPerS());
        metrics.put("events_per_s", result.eventsPerS());
        metrics.put("failed", (double) result.failed());
        metrics.put("unsent", (double) result.unsent());
        metrics.put("lost", (double) result.lost());
        metrics.put("stalled", (double) result.stalled());
        metrics.put("open", (double) result.open());
        if (target.pid() >= 0 && per > 0) {
            final Cpu used = after.target().since(before.target());
            metrics.put("cpu_us", used.sumS() / per * US_PER_S);
            metrics.put("cpu_user_us", used.userS() / per * US_PER_S);
            metrics.put("cpu_system_us", used.systemS() / per * US_PER_S);
            metrics.put("cores", used.sumS() / after.secondsSince(before));
        }
        if (per > 0) {
            metrics.put("vendor_cpu_us", after.vendor().since(before.vendor()).sumS() / per * US_PER_S);
            metrics.put("load_cpu_us", after.load().since(before.load()).sumS() / per * US_PER_S);
        }
        metrics.put("foreign_cores", foreign);
        metrics.put("steal_share", steal);
        percentiles(metrics, "", result.latency());
        percentiles(metrics, "first_token_", result.firstToken());
        percentiles(metrics, "event_delay_", result.eventDelay());
        percentiles(metrics, "gap_", result.gap());
        final boolean noisy = foreign > settings.maxForeignCores() || steal > Settings.MAX_STEAL;
        return new Sample(scenario, wanted.name(), target.name(), round, metrics, noisy, result.latency());
    }

    private static void percentiles(Map<String, Double> metrics, String prefix, String encoded) {
        final Histogram histogram = Histograms.decode(encoded);
        if (histogram.getTotalCount() == 0) {
            return;
        }
        metrics.put(prefix + "p50_us", histogram.getValueAtPercentile(50) / NS_PER_US);
        metrics.put(prefix + "p90_us", histogram.getValueAtPercentile(90) / NS_PER_US);
        metrics.put(prefix + "p99_us", histogram.getValueAtPercentile(99) / NS_PER_US);
        metrics.put(prefix + "p999_us", histogram.getValueAtPercentile(99.9) / NS_PER_US);
        metrics.put(prefix + "max_us", histogram.getMaxValue() / NS_PER_US);
    }
}

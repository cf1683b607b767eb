package io.sluice.benchmarks.endtoend.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One run, from its first request to its result. Confined to its loop. */
final class LoadRun {
    private static final long NS_PER_MS = 1_000_000;
    private static final long CHECK_NS = 50 * NS_PER_MS;
    private static final int TOLD_FAULTS = 5;

    private final EventLoop loop;
    private final LoadPlan plan;
    private final Connector connector;
    private final ByteBuf request;
    private final CompletableFuture<LoadResult> result = new CompletableFuture<>();
    private final Runnable beat = this::beat;

    private final List<LoadConnection> connections = new ArrayList<>();
    private final Deque<LoadConnection> idle = new ArrayDeque<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private final Histogram latency = Histograms.empty();
    private final Histogram firstToken = Histograms.empty();
    private final Histogram eventDelay = Histograms.empty();
    private final Histogram gap = Histograms.empty();

    private final long startNs = System.nanoTime();
    private final long measureNs;
    private final long endNs;
    private final @Nullable OpenLoopSchedule schedule;
    private long nextCheckNs;
    private int begun;
    private int busy;
    private boolean closing;
    private int told;
    private long ok;
    private long events;
    private long lost;
    private long stalled;
    private long allRequests;
    private long allEvents;

    /** Makes connections: to the port of the plan, with or without TLS. */
    record Connector(Bootstrap bootstrap, @Nullable ClientHandshakes handshakes) {}

    LoadRun(EventLoop loop, LoadPlan plan, Connector connector) {
        this.loop = loop;
        this.plan = plan;
        this.connector = connector;
        this.request = RequestBytes.of(plan);
        this.measureNs = startNs + plan.warmupMs() * NS_PER_MS;
        this.endNs = measureNs + plan.durationMs() * NS_PER_MS;
        this.schedule = plan.ratePerS() > 0 ? new OpenLoopSchedule(startNs, endNs, plan.ratePerS()) : null;
        this.nextCheckNs = startNs + CHECK_NS;
    }

    CompletableFuture<LoadResult> start() {
        loop.execute(beat);
        return result;
    }

    LoadPlan plan() {
        return plan;
    }

    /** Borrowed: write a duplicate. */
    ByteBuf request() {
        return request;
    }

    void connect(LoadConnection connection) {
        connector
                .bootstrap()
                .handler(new ClientSetup(connection, connector.handshakes(), plan))
                .connect("127.0.0.1", plan.port())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        connection.failedToConnect();
                    }
                });
    }

    /** What has to happen by the clock: beginning requests, giving up late ones, ending the run. */
    private void beat() {
        if (result.isDone()) {
            return;
        }
        final long nowNs = System.nanoTime();
        if (!closing) {
            beginDue(nowNs);
        }
        if (nowNs >= nextCheckNs) {
            nextCheckNs = nowNs + CHECK_NS;
            giveUpLate(nowNs);
        }
        if (nowNs >= endNs) {
            closing = true;
            final boolean cut = schedule == null || busy == 0 || nowNs >= endNs + plan.drainMs() * NS_PER_MS;
            if (cut) {
                finish(nowNs);
                return;
            }
        }
        loop.schedule(beat, Math.max(0, nextBeatNs() - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void beginDue(long nowNs) {
        if (schedule == null) {
            while (begun < plan.connections() && rampNs(begun) <= nowNs) {
                begun++;
                begin(newConnection(), rampNs(begun - 1) == startNs ? nowNs : rampNs(begun - 1), nowNs);
            }
            return;
        }
        while (schedule.isDue(nowNs)) {
            final LoadConnection free = free();
            if (free == null) {
                return;
            }
            begin(free, schedule.take(), System.nanoTime());
        }
    }

    private long rampNs(int connection) {
        return startNs + plan.rampMs() * NS_PER_MS * connection / plan.connections();
    }

    private long nextBeatNs() {
        long nextNs = Math.min(nextCheckNs, closing ? Long.MAX_VALUE : endNs);
        if (closing) {
            nextNs = Math.min(nextNs, System.nanoTime() + NS_PER_MS);
        } else if (schedule != null) {
            // with all connections busy the next free one takes what is due
            nextNs = idle.isEmpty() && connections.size() == plan.connections()
                    ? nextNs
                    : Math.min(nextNs, schedule.nextNs());
        } else if (begun < plan.connections()) {
            nextNs = Math.min(nextNs, rampNs(begun));
        }
        return nextNs;
    }

    private @Nullable LoadConnection free() {
        final LoadConnection free = idle.poll();
        return free == null && connections.size() < plan.connections() ? newConnection() : free;
    }

    private LoadConnection newConnection() {
        final LoadConnection connection = new LoadConnection(this);
        connections.add(connection);
        return connection;
    }

    private void begin(LoadConnection connection, long intendedNs, long nowNs) {
        busy++;
        connection.begin(intendedNs, nowNs);
    }

    private void giveUpLate(long nowNs) {
        for (final LoadConnection connection : List.copyOf(connections)) {
            if (!connection.isIdle() && nowNs - connection.movedNs() > plan.timeoutMs() * NS_PER_MS) {
                connection.abandon("timeout");
            }
        }
    }

    private boolean measuring() {
        return !result.isDone() && System.nanoTime() >= measureNs;
    }

    /** Time to the first event, or to the head of an answer in one piece. */
    void firstToken(long ns) {
        if (measuring() && !closing) {
            Histograms.record(firstToken, ns);
        }
    }

    /**
     * An event has come.
     *
     * @param gapNs since the one before, or -1 for a stream's first
     * @param missing events that should have come before it
     */
    void event(long delayNs, long gapNs, int missing) {
        allEvents++;
        if (closing || !measuring()) {
            return;
        }
        events++;
        lost += missing;
        Histograms.record(eventDelay, delayNs);
        if (gapNs >= 0) {
            Histograms.record(gap, gapNs);
        }
        if (plan.stallMs() > 0 && delayNs > plan.stallMs() * NS_PER_MS) {
            stalled++;
        }
    }

    /** A request has ended: well, when there is no fault. */
    void ended(LoadConnection connection, long latencyNs, @Nullable String fault) {
        busy--;
        allRequests++;
        final long nowNs = System.nanoTime();
        if (result.isDone()) {
            return;
        }
        final boolean counts =
                schedule == null ? nowNs >= measureNs && nowNs < endNs : connection.intendedNs() >= measureNs;
        if (counts) {
            count(latencyNs, fault);
        }
        if (schedule == null && !closing) {
            begin(connection, nowNs, nowNs);
        } else if (schedule != null && schedule.isDue(nowNs)) {
            begin(connection, schedule.take(), nowNs);
        } else {
            idle.push(connection);
        }
    }

    private void count(long latencyNs, @Nullable String fault) {
        if (fault != null) {
            failures.merge(fault, 1L, Long::sum);
        } else {
            Histograms.record(latency, latencyNs);
            ok++;
        }
    }

    /** The first few faulty answers go to the log. */
    void tell(int status, String endOfBody) {
        if (told++ < TOLD_FAULTS) {
            System.err.println(plan.port() + plan.path() + ": " + status + " …" + endOfBody);
        }
    }

    private void finish(long nowNs) {
        int open = 0;
        long unsent = 0;
        if (schedule != null) {
            // what never got its answer took at least until now: leaving it out would flatter
            for (final LoadConnection connection : connections) {
                if (!connection.isIdle() && connection.intendedNs() >= measureNs) {
                    count(nowNs - connection.intendedNs(), "unanswered");
                    Histograms.record(latency, nowNs - connection.intendedNs());
                }
            }
            while (schedule.isDue(nowNs)) {
                final long intendedNs = schedule.take();
                if (intendedNs >= measureNs) {
                    Histograms.record(latency, nowNs - intendedNs);
                    unsent++;
                }
            }
        }
        for (final LoadConnection connection : connections) {
            open += connection.isStreaming() ? 1 : 0;
        }
        result.complete(new LoadResult(
                plan.durationMs() / 1000.0,
                ok,
                failures,
                events,
                lost,
                stalled,
                open,
                unsent,
                allRequests,
                allEvents,
                Histograms.encode(latency),
                Histograms.encode(firstToken),
                Histograms.encode(eventDelay),
                Histograms.encode(gap)));
        connections.forEach(LoadConnection::close);
    }
}

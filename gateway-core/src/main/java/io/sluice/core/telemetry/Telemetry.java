package io.sluice.core.telemetry;

import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** All loops' telemetry as one: what a scrape or a page reads. Cold; any thread. */
public final class Telemetry {
    private final List<LoopTelemetry> loops;

    public Telemetry(List<LoopTelemetry> loops) {
        this.loops = List.copyOf(loops);
    }

    /** Value: sums of the requests that share endpoint, model, channel, outcome and status; numbers as in {@link RequestSample}. */
    public record Requests(
            int endpoint,
            int model,
            int channel,
            int outcome,
            int status,
            long requests,
            long attempts,
            long inputTokens,
            long cachedInputTokens,
            long outputTokens,
            double costUsd) {
        private Requests plus(Requests other) {
            return new Requests(
                    endpoint,
                    model,
                    channel,
                    outcome,
                    status,
                    requests + other.requests,
                    attempts + other.attempts,
                    inputTokens + other.inputTokens,
                    cachedInputTokens + other.cachedInputTokens,
                    outputTokens + other.outputTokens,
                    costUsd + other.costUsd);
        }
    }

    /** Ended requests, one row a combination that has occurred. */
    public List<Requests> requests() {
        final TreeMap<List<Integer>, Requests> rows = new TreeMap<>(Telemetry::compare);
        for (final LoopTelemetry loop : loops) {
            loop.readRequests((endpoint, model, channel, outcome, status, sums) -> rows.merge(
                    List.of(endpoint, model, channel, outcome, status),
                    new Requests(
                            endpoint,
                            model,
                            channel,
                            outcome,
                            status,
                            sums[RequestTable.REQUESTS],
                            sums[RequestTable.ATTEMPTS],
                            sums[RequestTable.INPUT_TOKENS],
                            sums[RequestTable.CACHED_TOKENS],
                            sums[RequestTable.OUTPUT_TOKENS],
                            Double.longBitsToDouble(sums[RequestTable.COST])),
                    Requests::plus));
        }
        return List.copyOf(rows.values());
    }

    /** Requests without an end yet. */
    public long inFlight() {
        return loops.stream().mapToLong(LoopTelemetry::inFlight).sum();
    }

    /** Errors of the gateway's own, by the ordinal of their type. */
    public long errors(int type) {
        return loops.stream().mapToLong(loop -> loop.errors().get(type)).sum();
    }

    /** Failed attempts, by the ordinal of their fault. */
    public long failedAttempts(int fault) {
        return loops.stream()
                .mapToLong(loop -> loop.failedAttempts().get(fault))
                .sum();
    }

    /** The gateway's own share of the time up to an answer's head; microseconds. */
    public Histogram overheadUs() {
        final Histogram sum = LatencyRecorder.empty();
        loops.forEach(loop -> loop.addOverhead(sum));
        return sum;
    }

    /** From a request's head to its settlement; microseconds. */
    public Histogram durationUs() {
        final Histogram sum = LatencyRecorder.empty();
        loops.forEach(loop -> loop.addDuration(sum));
        return sum;
    }

    /** From a request's head to the first content of its answer; microseconds. */
    public Histogram firstTokenUs() {
        final Histogram sum = LatencyRecorder.empty();
        loops.forEach(loop -> loop.addFirstToken(sum));
        return sum;
    }

    /** As {@link #durationUs}, of one channel. */
    public Histogram channelDurationUs(int channel) {
        final Histogram sum = LatencyRecorder.empty();
        loops.forEach(loop -> loop.addChannelDuration(channel, sum));
        return sum;
    }

    /** As {@link #firstTokenUs}, of one channel. */
    public Histogram channelFirstTokenUs(int channel) {
        final Histogram sum = LatencyRecorder.empty();
        loops.forEach(loop -> loop.addChannelFirstToken(channel, sum));
        return sum;
    }

    private static int compare(List<Integer> a, List<Integer> b) {
        for (int i = 0; i < a.size(); i++) {
            final int order = Integer.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}

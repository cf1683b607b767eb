package io.sluice.benchmarks.endtoend.load;

import java.util.Map;

/**
 * Value: what came of one run. Counts are of the measured part, except those named {@code all…}.
 *
 * @param seconds measured
 * @param ok requests answered as they should be
 * @param failures others, by cause
 * @param events content events
 * @param lost events missing from the sequence of their stream
 * @param stalled events that came later than the plan allows
 * @param open streams still open at the end
 * @param unsent requests of a constant rate that no connection was free for
 * @param allRequests ended since the start, warm-up included
 * @param allEvents since the start, warm-up included
 * @param latency nanoseconds from when a request should have begun to its end
 * @param firstToken nanoseconds from then to the first event, or to the first byte of an answer in one piece
 * @param eventDelay nanoseconds from an event's stamp to its arrival
 * @param gap nanoseconds between two events of one stream
 */
public record LoadResult(
        double seconds,
        long ok,
        Map<String, Long> failures,
        long events,
        long lost,
        long stalled,
        int open,
        long unsent,
        long allRequests,
        long allEvents,
        String latency,
        String firstToken,
        String eventDelay,
        String gap) {

    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    public double requestsPerS() {
        return ok / seconds;
    }

    public double eventsPerS() {
        return events / seconds;
    }
}

package io.sluice.server.demo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What a simulated vendor counts. Any thread; each number is right by itself, not all at one moment. */
public final class Counters {
    final LongAdder connections = new LongAdder();
    final LongAdder openConnections = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder completed = new LongAdder();
    final LongAdder aborted = new LongAdder();
    final LongAdder openStreams = new LongAdder();
    final LongAdder events = new LongAdder();
    private final Map<String, LongAdder> byCredential = new ConcurrentHashMap<>();

    Counters() {}

    void presented(String credential) {
        byCredential.computeIfAbsent(credential, _ -> new LongAdder()).increment();
    }

    /** Connections ever accepted. */
    public long connections() {
        return connections.sum();
    }

    public long openConnections() {
        return openConnections.sum();
    }

    /** Requests read to their end, refused ones included. */
    public long requests() {
        return requests.sum();
    }

    /** Requests this vendor found wrong: not those a script failed. */
    public long refused() {
        return refused.sum();
    }

    /** Answers written to their end, errors included. */
    public long completed() {
        return completed.sum();
    }

    /** Answers during which the client closed. */
    public long aborted() {
        return aborted.sum();
    }

    /** Streamed answers not ended yet, hanging and held ones included. */
    public long openStreams() {
        return openStreams.sum();
    }

    /** Body pieces written. */
    public long events() {
        return events.sum();
    }

    /** Requests that presented this known credential. */
    public long requestsOf(String credential) {
        final LongAdder count = byCredential.get(credential);
        return count == null ? 0 : count.sum();
    }
}

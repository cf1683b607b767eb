package io.sluice.benchmarks.endtoend.load;

import java.util.List;

/**
 * Value: one run of the load generator.
 *
 * @param port on 127.0.0.1
 * @param headers lines for every request, credential included
 * @param model named in the body
 * @param bodyBytes of a request, about
 * @param stream whether the answers are streams
 * @param connections open at once, at most
 * @param ratePerS requests begun each second, whatever becomes of them; 0: each connection begins one when its last has ended
 * @param rampMs time over which a closed loop's first requests are spread; part of the warm-up
 * @param warmupMs not measured
 * @param durationMs measured
 * @param drainMs what answers may still take after that; those of a closed loop are cut off
 * @param timeoutMs without a byte after which a request counts as failed
 * @param expectEvents content events a whole stream has; 0: don't judge
 * @param stallMs an event later than this behind its stamp is stalled; 0: don't judge
 * @param tls whether to encrypt
 * @param closeEach whether each request has a connection, and a handshake, of its own
 * @param resume whether those handshakes may resume a session
 */
public record LoadPlan(
        int port,
        String path,
        List<String> headers,
        String model,
        int bodyBytes,
        boolean stream,
        int connections,
        double ratePerS,
        int rampMs,
        int warmupMs,
        int durationMs,
        int drainMs,
        int timeoutMs,
        int expectEvents,
        int stallMs,
        boolean tls,
        boolean closeEach,
        boolean resume) {

    public LoadPlan {
        headers = List.copyOf(headers);
        if (connections < 1 || durationMs < 1 || timeoutMs < 1 || warmupMs < rampMs) {
            throw new IllegalArgumentException("not a plan: " + connections + " connections, " + durationMs
                    + " ms, warm-up " + warmupMs + " ms, ramp " + rampMs + " ms");
        }
    }
}

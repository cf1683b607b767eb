package io.sluice.benchmarks.endtoend.scenario;

/**
 * Value: the load of one case, whatever it is aimed at.
 *
 * @param connections at once, at most
 * @param ratePerS 0: as fast as they can
 * @param expectEvents of each stream; 0: answers in one piece
 * @param rampMs over which the first streams are spread
 * @param stallMs later than this, an event is stalled; 0: none is
 */
record Load(
        int connections,
        double ratePerS,
        int bodyBytes,
        int expectEvents,
        int rampMs,
        int stallMs,
        boolean closeEach,
        boolean resume) {
    static final int USUAL_BODY_BYTES = 1024;

    static Load closed(int connections) {
        return new Load(connections, 0, USUAL_BODY_BYTES, 0, 0, 0, false, false);
    }

    static Load closed(int connections, int bodyBytes) {
        return new Load(connections, 0, bodyBytes, 0, 0, 0, false, false);
    }

    static Load rate(double ratePerS, int connections) {
        return new Load(connections, ratePerS, USUAL_BODY_BYTES, 0, 0, 0, false, false);
    }

    static Load streams(int connections, int events, int rampMs) {
        return new Load(connections, 0, USUAL_BODY_BYTES, events, rampMs, 0, false, false);
    }

    /** A connection, and a handshake, for each request. */
    static Load handshakes(int connections, boolean resume) {
        return new Load(connections, 0, USUAL_BODY_BYTES, 0, 0, 0, true, resume);
    }

    /** Streams that don't end. */
    static Load open(int connections, int rampMs, int stallMs) {
        return new Load(connections, 0, USUAL_BODY_BYTES, Integer.MAX_VALUE, rampMs, stallMs, false, false);
    }

    boolean isStream() {
        return expectEvents > 0;
    }
}

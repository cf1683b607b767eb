package io.sluice.benchmarks.endtoend.sim;

/**
 * Value: what the vendor does with each request, until it is told otherwise.
 *
 * @param delayMs before the first byte of an answer
 * @param replyBytes of an answer in one piece, about
 * @param events content events of a stream
 * @param intervalUs between two events; 0: as fast as the socket takes them
 */
public record Behaviour(int delayMs, int replyBytes, int events, long intervalUs) {
    private static final int USUAL_REPLY_BYTES = 1024;

    public Behaviour {
        if (delayMs < 0 || replyBytes < 0 || events < 1 || intervalUs < 0) {
            throw new IllegalArgumentException("not a behaviour: " + delayMs + " ms, " + replyBytes + " B, " + events
                    + " events, " + intervalUs + " us");
        }
    }

    /** Answers of 1 KB, at once. */
    public static Behaviour instant() {
        return new Behaviour(0, USUAL_REPLY_BYTES, 1, 0);
    }

    /** Answers of 1 KB, after a while. */
    public static Behaviour delayed(int delayMs) {
        return new Behaviour(delayMs, USUAL_REPLY_BYTES, 1, 0);
    }

    /** Streams with their first event at once and the others at a constant pace. */
    public static Behaviour paced(int events, long intervalUs) {
        return new Behaviour(0, USUAL_REPLY_BYTES, events, intervalUs);
    }

    /** Streams as fast as the socket takes them. */
    public static Behaviour firehose(int events) {
        return new Behaviour(0, USUAL_REPLY_BYTES, events, 0);
    }
}

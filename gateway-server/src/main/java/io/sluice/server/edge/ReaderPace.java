package io.sluice.server.edge;

/**
 * Decision: whether a client takes the bytes that wait for it so slowly that it only holds memory. It is looked at once in a
 * while, and has to have taken its share of what waited at the look before. Confined to the loop.
 */
final class ReaderPace {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private long takenBytes;
    private long waitingBytes;
    private long lookedAtNs;

    /**
     * @param enqueued bytes ever enqueued for the client
     * @param waiting bytes of them that it has not taken
     * @param afterNs shortest time between two looks; an earlier one sees nothing
     */
    boolean isTooSlow(long enqueued, long waiting, long nowNs, long afterNs) {
        final long elapsedNs = nowNs - lookedAtNs;
        if (waitingBytes > 0 && elapsedNs < afterNs) {
            return false;
        }
        final long taken = enqueued - waiting;
        final long share = Math.min(waitingBytes, EdgeSettings.MIN_READ_BYTES_PER_SECOND * elapsedNs / NS_PER_SECOND);
        final boolean slow = waiting > 0 && waitingBytes > 0 && taken - takenBytes < Math.max(1, share);
        takenBytes = taken;
        waitingBytes = waiting;
        lookedAtNs = nowNs;
        return slow;
    }
}

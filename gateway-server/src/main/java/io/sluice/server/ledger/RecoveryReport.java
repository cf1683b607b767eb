package io.sluice.server.ledger;

/**
 * Value: what recovery found and did.
 *
 * @param segments journal segments kept
 * @param tornBytes bytes cut off the journal's end, the rest of a write that was interrupted
 * @param skippedBytes unreadable bytes with good entries behind them: damage, left where it is
 * @param replayedEvents events that were in the ring but not in the journal
 * @param brokenSlots slots committed without a readable event: a bug if it ever isn't 0
 * @param crashRecords records made for requests that were open
 * @param nextSeq number of the next record
 */
public record RecoveryReport(
        int segments,
        long tornBytes,
        long skippedBytes,
        int replayedEvents,
        int brokenSlots,
        int crashRecords,
        long nextSeq) {
    /** True when the last process had left nothing to do. */
    public boolean wasClean() {
        return tornBytes == 0 && skippedBytes == 0 && replayedEvents == 0 && brokenSlots == 0 && crashRecords == 0;
    }
}

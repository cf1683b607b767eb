package io.sluice.server.ledger;

import io.sluice.core.billing.BillingRing;
import io.sluice.core.config.JournalConfig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger without thread, clock and files: recovery, then a duty cycle that moves events from the ring to the journal. Whoever
 * drives it chooses disk, memory and time, so that a simulation can.
 *
 * <p>A cycle drains what is readable in one write and one sync, and only then gives the slots back. When the disk fails, nothing
 * is given back: events stay in the ring, publishers find it full in the end, and the cycle tries again with growing pauses.
 *
 * <p>One thread calls {@link #doWork}; the questions are for any thread.
 */
public final class LedgerCore implements AutoCloseable {
    private static final long MAX_IDLE_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long FIRST_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MAX_RETRY_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long EXPIRY_CHECK_MS = TimeUnit.HOURS.toMillis(1);

    private final Journal journal;
    private final RecoveryReport report;
    private final BillingRing ring;
    private final long syncNs;

    private long pauseNs;
    private long retryNs;
    private long retryAtNs;
    private long expiryCheckedMs = Long.MIN_VALUE;

    // Written by the driving thread only.
    private volatile @Nullable String problem;
    private volatile long journaledEvents;
    private volatile long journaledRecords;
    private volatile long drainedEvents;
    private volatile long failures;

    private LedgerCore(Recovery.Recovered recovered, BillingRing ring, JournalConfig config) {
        this.journal = recovered.journal();
        this.report = recovered.report();
        this.ring = ring;
        this.syncNs = config.syncNs();
        this.pauseNs = syncNs;
        this.journaledRecords = journal.journaledRecords();
    }

    /**
     * Recovers, then begins a ring.
     *
     * @param left the slots the last process left; null when there are none
     * @param slots gives the slots to use from now on, once those that were left aren't needed any more; may be the same
     */
    public static LedgerCore open(
            Storage storage, @Nullable AtomicBuffer left, SlotsSource slots, JournalConfig config, long epochMs)
            throws IOException {
        final Recovery.Recovered recovered = Recovery.run(storage, left, config, epochMs);
        try {
            final AtomicBuffer memory = slots.get();
            final long count = memory.capacity() / BillingRing.SLOT_BYTES;
            final long base = (recovered.journal().drainedTo() / count + 1) * count;
            return new LedgerCore(recovered, new BillingRing(memory, base), config);
        } catch (IOException e) {
            recovered.journal().close();
            throw e;
        }
    }

    /** Drains once. @return nanoseconds to pause before the next call; 0 when there is more to do at once */
    public long doWork(long nowNs, long epochMs) {
        if (problem != null && retryAtNs - nowNs > 0) {
            return retryAtNs - nowNs;
        }
        try {
            final long pause = drain(epochMs);
            problem = null;
            retryNs = 0;
            return pause;
        } catch (IOException e) {
            return failed(e, nowNs);
        }
    }

    private long drain(long epochMs) throws IOException {
        final long from = ring.firstUnreleased();
        final long to = ring.readableTo(from);
        if (to < from) {
            deleteExpired(epochMs);
            pauseNs = Math.min(pauseNs * 2, Math.max(MAX_IDLE_NS, syncNs));
            return pauseNs;
        }
        long next = from;
        journal.begin();
        while (next <= to && journal.add(ring.event(next), next)) {
            next++;
        }
        journal.commit(epochMs);
        journaledEvents = journal.journaledEvents();
        journaledRecords = journal.journaledRecords();
        final long drained = drainedEvents + next - from;
        drainedEvents = drained;
        ring.release(next - 1);
        pauseNs = syncNs;
        return next <= to ? 0 : pauseNs;
    }

    private void deleteExpired(long epochMs) throws IOException {
        if (Math.abs(epochMs - expiryCheckedMs) >= EXPIRY_CHECK_MS || expiryCheckedMs == Long.MIN_VALUE) {
            expiryCheckedMs = epochMs;
            journal.deleteExpired(epochMs);
        }
    }

    private long failed(IOException cause, long nowNs) {
        final long failed = failures + 1;
        failures = failed;
        problem = "billing journal can't be written: " + cause;
        retryNs = Math.clamp(retryNs * 2, FIRST_RETRY_NS, MAX_RETRY_NS);
        retryAtNs = nowNs + retryNs;
        return retryNs;
    }

    /** Where requests go on the books. */
    public BillingRing ring() {
        return ring;
    }

    public RecoveryReport recovery() {
        return report;
    }

    /** False while the disk fails: events are safe in the ring, but it will fill. */
    public boolean isHealthy() {
        return problem == null;
    }

    /** What is wrong with the disk; null when nothing is. */
    public @Nullable String problem() {
        return problem;
    }

    /** Events of this process in the journal. */
    public long journaledEvents() {
        return journaledEvents;
    }

    /** Records in the journal since this process started, those of recovery included. */
    public long journaledRecords() {
        return journaledRecords;
    }

    /** Events that left the ring without being in the journal: 0, or there is a bug. */
    public long lostEvents() {
        final long drained = drainedEvents; // written after journaledEvents, so read before it
        return Math.max(drained - journaledEvents, 0);
    }

    /** Writes and syncs that failed. */
    public long failures() {
        return failures;
    }

    /** Closes the file; what is in the ring stays there. */
    @Override
    public void close() throws IOException {
        journal.close();
    }

    /** Gives the slots of a ring. */
    @FunctionalInterface
    public interface SlotsSource {
        AtomicBuffer get() throws IOException;
    }
}

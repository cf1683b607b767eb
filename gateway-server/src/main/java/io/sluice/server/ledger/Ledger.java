package io.sluice.server.ledger;

import io.sluice.core.billing.BillingRing;
import io.sluice.core.config.BillingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a running gateway: recovers, then drains the ring on a thread of its own. A killed process loses nothing that was
 * published. A machine that loses power loses at most what was published since the last sync: the pause between two drains
 * ({@code sync} while busy, 20 ms when idle) and the time a sync takes.
 */
public final class Ledger implements AutoCloseable {
    static final String RING_NAME = "ring";

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final long CLOSE_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(10);
    private static final long BUG_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final LedgerLock lock;
    private final LedgerCore core;
    private final Thread thread;
    private volatile boolean closing;
    private @Nullable String reportedProblem;
    private volatile @Nullable String bug;

    private Ledger(LedgerLock lock, LedgerCore core) {
        this.lock = lock;
        this.core = core;
        this.thread = Thread.ofPlatform().name("sluice-ledger").daemon().unstarted(this::run);
    }

    /**
     * Recovers what the last process left, and starts.
     *
     * @throws IOException when another gateway uses the directory, or the disk fails
     */
    public static Ledger open(BillingConfig config) throws IOException {
        final Path dir = config.journal().dir();
        Files.createDirectories(dir);
        final LedgerLock lock = LedgerLock.take(dir);
        try {
            final LedgerCore core = recover(config, dir);
            final Ledger ledger = new Ledger(lock, core);
            core.ring().consumer(ledger.thread);
            ledger.thread.start();
            return ledger;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static LedgerCore recover(BillingConfig config, Path dir) throws IOException {
        final Path ringPath = dir.resolve(RING_NAME);
        final AtomicBuffer left = RingFile.map(ringPath, false);
        final LedgerCore core = LedgerCore.open(
                FileStorage.of(dir),
                left,
                () -> slots(ringPath, left, config.ringSize()),
                config.journal(),
                System.currentTimeMillis());
        report(dir, core.recovery());
        return core;
    }

    private static AtomicBuffer slots(Path path, @Nullable AtomicBuffer left, int slotCount) throws IOException {
        if (left != null && left.capacity() == slotCount * BillingRing.SLOT_BYTES) {
            return left;
        }
        return RingFile.create(path, slotCount);
    }

    private static void report(Path dir, RecoveryReport report) {
        if (report.wasClean()) {
            LOG.info("billing journal {}: next record {}", dir, report.nextSeq());
        } else {
            LOG.warn(
                    "billing journal {}: recovered; torn bytes cut {}, damaged bytes skipped {}, events replayed {},"
                            + " broken slots {}, crash records {}, next record {}",
                    dir,
                    report.tornBytes(),
                    report.skippedBytes(),
                    report.replayedEvents(),
                    report.brokenSlots(),
                    report.crashRecords(),
                    report.nextSeq());
        }
    }

    private void run() {
        while (!closing) {
            final long pauseNs = cycle();
            if (pauseNs > 0 && !closing) {
                LockSupport.parkNanos(this, pauseNs);
            }
        }
        while (core.ring().depth() > 0 && core.isHealthy() && cycle() < BUG_PAUSE_NS) {
            Thread.onSpinWait();
        }
    }

    /** The thread must outlive whatever goes wrong: as long as it tries again, nothing is lost. */
    private long cycle() {
        try {
            final long pauseNs = core.doWork(System.nanoTime(), System.currentTimeMillis());
            bug = null;
            tellProblem();
            return pauseNs;
        } catch (RuntimeException e) {
            if (bug == null) {
                LOG.error("billing journal: bug in the ledger, events stay in the ring", e);
            }
            bug = "billing journal can't be written: " + e;
            return BUG_PAUSE_NS;
        }
    }

    private void tellProblem() {
        final String problem = core.problem();
        if (problem != null && reportedProblem == null) {
            LOG.error("{}; events stay in the ring, trying again", problem);
        } else if (problem == null && reportedProblem != null) {
            LOG.info("billing journal is written again");
        }
        reportedProblem = problem;
    }

    /** Where requests go on the books. */
    public BillingRing ring() {
        return core.ring();
    }

    public RecoveryReport recovery() {
        return core.recovery();
    }

    /** False while the journal can't be written: events are safe in the ring, but it will fill. */
    public boolean isHealthy() {
        return problem() == null;
    }

    /** What is wrong; null when nothing is. */
    public @Nullable String problem() {
        final String broken = bug;
        return broken != null ? broken : core.problem();
    }

    /** Events of this process in the journal. */
    public long journaledEvents() {
        return core.journaledEvents();
    }

    /** Records in the journal since this process started, those of recovery included. */
    public long journaledRecords() {
        return core.journaledRecords();
    }

    /** Events that left the ring without being in the journal: 0, or there is a bug. */
    public long lostEvents() {
        return core.lostEvents();
    }

    /** Writes and syncs that failed. */
    public long failures() {
        return core.failures();
    }

    /** Drains what is published and stops. What can't be written stays in the ring's file for the next start. */
    @Override
    public void close() throws IOException {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_TIMEOUT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn(
                    "billing journal: disk hangs, {} events stay in the ring",
                    core.ring().depth());
            return;
        }
        core.close();
        lock.close();
    }
}

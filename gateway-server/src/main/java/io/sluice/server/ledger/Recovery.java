package io.sluice.server.ledger;

import io.sluice.core.billing.BillingEvent;
import io.sluice.core.config.JournalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Recipe: takes up a journal as the last process left it. Reads from the newest segment with a sound head; cuts off a torn tail;
 * appends what the ring has and the journal hasn't; then closes each request still open with a crash record. Each step finds
 * what an interrupted recovery has already done, so that it can be killed and run again as often as it takes.
 */
final class Recovery {
    private final Storage storage;
    private final RingScan ring;
    private final OpenRequests open = new OpenRequests();
    private final BillingEvent flyweight = new BillingEvent();
    private final LongHashSet journaled = new LongHashSet();
    private final List<Long> numbers = new ArrayList<>();
    private final List<@Nullable Segment> heads = new ArrayList<>();
    private long drainedBefore = -1;
    private long lastPosition = -1;
    private long nextSeq = 1;
    private long tornBytes;
    private long skippedBytes;

    private Recovery(Storage storage, @Nullable AtomicBuffer slots) {
        this.storage = storage;
        this.ring = RingScan.ofLeft(slots);
    }

    /**
     * Recovers.
     *
     * @param slots what the last process had as its ring; null when there is none. Read only
     * @throws IOException when the disk failed: nothing is lost, run it again
     */
    static Recovered run(Storage storage, @Nullable AtomicBuffer slots, JournalConfig config, long nowMs)
            throws IOException {
        final Recovery recovery = new Recovery(storage, slots);
        recovery.readHeads();
        final Journal journal = new Journal(storage, config, recovery.readEntries());
        try {
            return recovery.finish(journal, nowMs);
        } catch (IOException e) {
            journal.close();
            throw e;
        }
    }

    private void readHeads() throws IOException {
        final List<String> names = storage.list();
        for (String name : names) {
            if (Segment.isUnfinished(name)) {
                storage.delete(name);
            }
        }
        numbers.addAll(Segment.numbers(names));
        for (long number : numbers) {
            try (StorageFile file = storage.open(Segment.name(number))) {
                heads.add(Segment.read(file, number));
            }
        }
    }

    private Journal.Standing readEntries() throws IOException {
        final int first = Math.max(lastSoundHead(), 0);
        final Segment start = first < heads.size() ? heads.get(first) : null;
        if (start != null) {
            drainedBefore = start.drainedTo();
            lastPosition = drainedBefore;
            nextSeq = start.nextSeq();
        }
        StorageFile newest = null;
        long goodLength = 0;
        for (int i = first; i < numbers.size(); i++) {
            final StorageFile file = storage.open(Segment.name(numbers.get(i)));
            final SegmentScanner scanner = new SegmentScanner(file, Long.MAX_VALUE);
            readEntries(scanner);
            if (i < numbers.size() - 1) {
                file.close();
            } else {
                newest = file;
                goodLength = scanner.end();
                cutTail(file, scanner);
            }
        }
        final boolean soundHead = !heads.isEmpty() && heads.getLast() != null;
        return new Journal.Standing(
                kept(),
                newest,
                numbers.isEmpty() ? 0 : numbers.getLast(),
                goodLength,
                !soundHead,
                lastPosition,
                nextSeq,
                open);
    }

    private int lastSoundHead() {
        int index = heads.size() - 1;
        while (index >= 0 && heads.get(index) == null) {
            index--;
        }
        return index;
    }

    private void readEntries(SegmentScanner scanner) throws IOException {
        while (scanner.next()) {
            open.apply(scanner.event());
            nextSeq = Math.max(nextSeq, scanner.seq() + 1);
            final long position = scanner.position();
            if (position != EntryBuffer.NO_POSITION) {
                lastPosition = Math.max(lastPosition, position);
                journaled.add(position);
            }
        }
        skippedBytes += scanner.skippedBytes();
    }

    private void cutTail(StorageFile file, SegmentScanner scanner) throws IOException {
        tornBytes = scanner.tornBytes();
        if (tornBytes > 0) {
            file.truncate(scanner.end());
        }
        secureLastBatch(file, scanner.end());
    }

    /**
     * The last process may have died after a write, or after a sync that failed; in that case the system shows what the disk
     * doesn't have, and another sync would do nothing about it. At most one batch can be so: written once more, it counts.
     */
    private static void secureLastBatch(StorageFile file, long end) throws IOException {
        final long from = Math.max(end - Journal.BATCH_BYTES, 0);
        final ByteBuffer bytes = ByteBuffer.allocate((int) (end - from));
        file.read(bytes, from);
        file.write(bytes.flip(), from);
        file.sync();
    }

    private ArrayDeque<Journal.Kept> kept() {
        final ArrayDeque<Journal.Kept> kept = new ArrayDeque<>();
        long createdMs = 0;
        for (int i = 0; i < numbers.size(); i++) {
            final Segment head = heads.get(i);
            createdMs = head == null ? createdMs : head.createdMs();
            kept.add(new Journal.Kept(numbers.get(i), createdMs));
        }
        return kept;
    }

    private Recovered finish(Journal journal, long nowMs) throws IOException {
        final int replayed = replay(journal, nowMs);
        final int crashed = recordCrashes(journal, nowMs);
        journal.recovered(Math.max(lastPosition, ring.lastPosition()));
        final RecoveryReport report = new RecoveryReport(
                Math.max(numbers.size(), 1),
                tornBytes,
                skippedBytes,
                replayed,
                ring.brokenSlots(),
                crashed,
                journal.nextSeq());
        return new Recovered(journal, report);
    }

    private int replay(Journal journal, long nowMs) throws IOException {
        int replayed = 0;
        journal.begin();
        for (RingScan.Found found : ring.events()) {
            if (found.position() <= drainedBefore || journaled.contains(found.position())) {
                continue;
            }
            if (!journal.add(found.event(flyweight), found.position())) {
                journal.commit(nowMs);
                journal.begin();
                journal.add(found.event(flyweight), found.position());
            }
            replayed++;
        }
        journal.commit(nowMs);
        return replayed;
    }

    private int recordCrashes(Journal journal, long nowMs) throws IOException {
        int recorded = 0;
        while (journal.open().size() > 0) {
            journal.begin();
            OpenRequests.Entry entry = journal.open().oldest();
            while (entry != null && journal.addCrash(entry.event(flyweight))) {
                entry = entry.newer();
                recorded++;
            }
            journal.commit(nowMs);
        }
        return recorded;
    }

    /** The journal, ready to go on, and what was done to it. */
    record Recovered(Journal journal, RecoveryReport report) {}
}

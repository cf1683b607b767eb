package io.sluice.server.ledger;

import io.sluice.core.billing.BillingEvent;
import io.sluice.core.billing.EventType;
import io.sluice.core.config.JournalConfig;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writer of record: appends batches of entries to the newest segment and owns that file. Nothing of a batch counts until
 * {@link #commit} returns: then it is synced. A batch that failed is begun again from its first event; the numbers it gives are
 * the same as before.
 *
 * <p>A write that failed is cut off and written again in the same place. After a failed sync nobody knows what the disk holds
 * behind the last good byte, and a second sync may wrongly succeed: a new segment is begun, whose head voids what the former one
 * has behind that byte.
 *
 * <p>One thread. Time is an argument, in epoch milliseconds.
 */
final class Journal implements AutoCloseable {
    /** Most that can be written and not yet synced. */
    static final int BATCH_BYTES = 256 * 1024;

    private static final int CARRY_BYTES = 64 * 1024;
    private static final long MIN_ROLL_MS = TimeUnit.HOURS.toMillis(1);
    /** A segment covers at most this part of the retention time, so that old records go in steps. */
    private static final int ROLLS_PER_RETENTION = 32;

    private final Storage storage;
    private final long segmentBytes;
    private final long retainMs;
    private final long rollAfterMs;
    private final ArrayDeque<Kept> segments = new ArrayDeque<>();
    private final EntryBuffer batch = new EntryBuffer(BATCH_BYTES);
    private final OpenRequests open;
    private final BillingEvent flyweight = new BillingEvent();

    private @Nullable StorageFile file;
    private long number;
    private long createdMs;
    private long goodLength;
    private boolean distrusted;
    private boolean recovering = true;

    private long drainedTo;
    private long nextSeq;
    private int batchEvents;
    private long batchDrainedTo;
    private long batchNextSeq;

    private long journaledEvents;
    private long journaledRecords;

    Journal(Storage storage, JournalConfig config, Standing standing) {
        this.storage = storage;
        this.segmentBytes = config.segmentBytes();
        this.retainMs = TimeUnit.NANOSECONDS.toMillis(config.retainNs());
        this.rollAfterMs = Math.max(MIN_ROLL_MS, retainMs / ROLLS_PER_RETENTION);
        this.open = standing.open();
        this.segments.addAll(standing.segments());
        this.file = standing.file();
        this.number = standing.number();
        this.createdMs = segments.isEmpty() ? 0 : segments.getLast().createdMs();
        this.goodLength = standing.goodLength();
        this.distrusted = standing.distrusted();
        this.drainedTo = standing.drainedTo();
        this.nextSeq = standing.nextSeq();
    }

    /** Begins a batch; one that wasn't committed is forgotten. */
    void begin() {
        batch.clear();
        batchEvents = 0;
        batchDrainedTo = drainedTo;
        batchNextSeq = nextSeq;
    }

    /** Adds an event from the ring; a void one leaves no trace. @return false when the batch is full: nothing was added */
    boolean add(BillingEvent event, long position) {
        if (!batch.hasRoom()) {
            return false;
        }
        final EventType type = event.type();
        if (type != EventType.VOID) {
            final long seq = EntryBuffer.seqOf(type, batchNextSeq);
            batch.add(event, EntryBuffer.KIND_EVENT, position, seq);
            batchNextSeq += seq == EntryBuffer.NO_SEQ ? 0 : 1;
            batchEvents++;
        }
        batchDrainedTo = Math.max(batchDrainedTo, position);
        return true;
    }

    /** Adds the record of a request that wasn't settled. @return false when the batch is full: nothing was added */
    boolean addCrash(BillingEvent intent) {
        if (!batch.hasRoom()) {
            return false;
        }
        batch.addCrash(intent, batchNextSeq);
        batchNextSeq++;
        return true;
    }

    /**
     * Puts the batch in safety.
     *
     * @throws IOException when that failed: nothing of the batch counts, begin it again later
     */
    void commit(long nowMs) throws IOException {
        final StorageFile target = segmentToWrite(nowMs);
        if (batch.length() > 0) {
            write(target);
            sync(target);
            goodLength += batch.length();
            batch.applyTo(open, flyweight);
        }
        journaledEvents += batchEvents;
        journaledRecords += batchNextSeq - nextSeq;
        drainedTo = batchDrainedTo;
        nextSeq = batchNextSeq;
        batch.clear();
    }

    private void write(StorageFile target) throws IOException {
        try {
            target.write(batch.written(), goodLength);
        } catch (IOException e) {
            cutOff(target, e);
            throw e;
        }
    }

    private void cutOff(StorageFile target, IOException cause) {
        try {
            target.truncate(goodLength);
        } catch (IOException e) {
            distrusted = true;
            cause.addSuppressed(e);
        }
    }

    private void sync(StorageFile target) throws IOException {
        try {
            target.sync();
        } catch (IOException e) {
            distrusted = true;
            throw e;
        }
    }

    private StorageFile segmentToWrite(long nowMs) throws IOException {
        final StorageFile current = file;
        if (current == null || distrusted || isDue(nowMs)) {
            return beginSegment(nowMs);
        }
        return current;
    }

    private boolean isDue(long nowMs) {
        return !recovering && (goodLength >= segmentBytes || nowMs - createdMs >= rollAfterMs);
    }

    /** From now on events come in the order of their positions, and segments may end. */
    void recovered(long allDrainedTo) {
        drainedTo = allDrainedTo;
        journaledEvents = 0;
        recovering = false;
    }

    /** The new segment gets its name only when it holds all that was open: whoever finds it last needs no former one. */
    private StorageFile beginSegment(long nowMs) throws IOException {
        final Segment head = new Segment(number + 1, Math.max(nowMs, createdMs), drainedTo, nextSeq, goodLength);
        final String unfinished = Segment.unfinishedName(head.number());
        final StorageFile begun = storage.create(unfinished);
        final long length;
        try {
            length = writeHead(begun, head);
            begun.sync();
            storage.rename(unfinished, Segment.name(head.number()));
        } catch (IOException e) {
            abandon(begun, unfinished, e);
            throw e;
        }
        closeQuietly(file);
        file = begun;
        number = head.number();
        createdMs = head.createdMs();
        goodLength = length;
        distrusted = false;
        segments.addLast(new Kept(number, createdMs));
        return begun;
    }

    private long writeHead(StorageFile begun, Segment head) throws IOException {
        begun.write(head.encode(), 0);
        long at = Segment.HEADER_BYTES;
        final EntryBuffer carried = new EntryBuffer(CARRY_BYTES);
        for (OpenRequests.Entry entry = open.oldest(); entry != null; entry = entry.newer()) {
            if (!carried.hasRoom()) {
                begun.write(carried.written(), at);
                at += carried.length();
                carried.clear();
            }
            carried.add(entry.event(flyweight), EntryBuffer.KIND_CARRIED, EntryBuffer.NO_POSITION, EntryBuffer.NO_SEQ);
        }
        begun.write(carried.written(), at);
        return at + carried.length();
    }

    private void abandon(StorageFile begun, String unfinished, IOException cause) {
        closeQuietly(begun);
        try {
            storage.delete(unfinished);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Deletes the segments of which even the youngest record is older than the retention time; never the newest one. */
    int deleteExpired(long nowMs) throws IOException {
        int deleted = 0;
        while (segments.size() > 1) {
            final Kept oldest = segments.removeFirst();
            final boolean expired = segments.getFirst().createdMs() <= nowMs - retainMs;
            segments.addFirst(oldest);
            if (!expired) {
                break;
            }
            storage.delete(Segment.name(oldest.number()));
            segments.removeFirst();
            deleted++;
        }
        return deleted;
    }

    OpenRequests open() {
        return open;
    }

    long drainedTo() {
        return drainedTo;
    }

    long nextSeq() {
        return nextSeq;
    }

    /** Events from the ring in safety since this journal was opened. */
    long journaledEvents() {
        return journaledEvents;
    }

    /** Records in safety since this journal was opened, those that recovery made included. */
    long journaledRecords() {
        return journaledRecords;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private static void closeQuietly(@Nullable StorageFile file) {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            // What counts in it is synced; what doesn't is void.
            return;
        }
    }

    /** A segment on disk. */
    record Kept(long number, long createdMs) {}

    /**
     * Where a journal stands when it is taken up.
     *
     * @param file the newest segment, taken; null when there is none
     * @param number the newest segment's, 0 when there is none
     * @param distrusted true when the newest segment must not be appended to
     */
    record Standing(
            ArrayDeque<Kept> segments,
            @Nullable StorageFile file,
            long number,
            long goodLength,
            boolean distrusted,
            long drainedTo,
            long nextSeq,
            OpenRequests open) {}
}

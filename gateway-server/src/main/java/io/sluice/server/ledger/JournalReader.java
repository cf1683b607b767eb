package io.sluice.server.ledger;

import io.sluice.core.billing.BillingEvent;
import io.sluice.core.billing.BillingRecord;
import io.sluice.core.billing.EventType;
import io.sluice.core.config.JournalConfig;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads every record on the books exactly once, oldest first, with or without a gateway at work: first what is in the journal,
 * then what is still in the ring only. The ring is copied first and the journal read after it, so that whatever the writer moves
 * meanwhile is found in one of the two, and told apart by its position. A record still in the ring has the seq it will get.
 * Requests that are open have no record. Takes no lock, changes nothing. Cold; one thread.
 */
public final class JournalReader implements Closeable {
    private final Storage storage;
    private final TreeMap<Long, RingScan.Found> undrained = new TreeMap<>();
    private final ArrayDeque<Part> parts = new ArrayDeque<>();
    private final BillingEvent flyweight = new BillingEvent();
    private @Nullable StorageFile file;
    private @Nullable SegmentScanner scanner;
    private long lastSeq;
    private long skippedBytes;

    private JournalReader(Storage storage) {
        this.storage = storage;
    }

    /** Opens the journal in that directory for all its records; one that was never written has none. */
    public static JournalReader open(Path dir) throws IOException {
        return open(dir, Long.MIN_VALUE);
    }

    /** As {@link #open(Path)}, but may leave out records of requests that came before that time: those it needn't read past. */
    public static JournalReader open(JournalConfig config, long sinceMs) throws IOException {
        return open(config.dir(), sinceMs);
    }

    /** As {@link #open(Path)}, but may leave out records of requests that came before that time: those it needn't read past. */
    public static JournalReader open(Path dir, long sinceMs) throws IOException {
        if (!Files.isDirectory(dir)) {
            return new JournalReader(new EmptyStorage());
        }
        return open(FileStorage.readOnly(dir), RingFile.map(dir.resolve(Ledger.RING_NAME), true), sinceMs);
    }

    static JournalReader open(Storage storage, @Nullable AtomicBuffer slots, long sinceMs) throws IOException {
        final JournalReader reader = new JournalReader(storage);
        for (RingScan.Found found : RingScan.ofLiving(slots).events()) {
            if (found.event(reader.flyweight).type() == EventType.SETTLEMENT) {
                reader.undrained.put(found.position(), found);
            }
        }
        reader.findParts(sinceMs);
        return reader;
    }

    private void findParts(long sinceMs) throws IOException {
        final List<Long> numbers = Segment.numbers(storage.list());
        final List<@Nullable Segment> heads = new ArrayList<>();
        for (long number : numbers) {
            heads.add(head(number));
        }
        for (int i = 0; i < numbers.size(); i++) {
            final Segment head = heads.get(i);
            final Segment next = i + 1 < heads.size() ? heads.get(i + 1) : null;
            if (head != null) {
                lastSeq = parts.isEmpty() ? Math.max(lastSeq, head.nextSeq() - 1) : lastSeq;
                undrained.headMap(head.drainedTo(), true).clear();
            }
            if (next == null || next.createdMs() >= sinceMs) {
                parts.add(new Part(numbers.get(i), next == null ? Long.MAX_VALUE : next.previousLength()));
            }
        }
    }

    private @Nullable Segment head(long number) throws IOException {
        try (StorageFile segment = storage.open(Segment.name(number))) {
            return Segment.read(segment, number);
        } catch (NoSuchFileException e) {
            return null; // deleted meanwhile, as too old
        }
    }

    /** The next record; null when there is none left. */
    public @Nullable BillingRecord next() throws IOException {
        for (; ; ) {
            final SegmentScanner current = scanner;
            if (current == null) {
                if (parts.isEmpty()) {
                    return nextUndrained();
                }
                openPart(parts.removeFirst());
            } else if (current.next()) {
                undrained.remove(current.position());
                if (current.seq() > lastSeq) {
                    lastSeq = current.seq();
                    return current.event().record(lastSeq);
                }
            } else {
                skippedBytes += current.skippedBytes();
                closePart();
            }
        }
    }

    private @Nullable BillingRecord nextUndrained() {
        final var found = undrained.pollFirstEntry();
        if (found == null) {
            return null;
        }
        lastSeq++;
        return found.getValue().event(flyweight).record(lastSeq);
    }

    private void openPart(Part part) throws IOException {
        try {
            final StorageFile opened = storage.open(Segment.name(part.number()));
            file = opened;
            scanner = new SegmentScanner(opened, part.length());
        } catch (NoSuchFileException e) {
            scanner = null; // deleted meanwhile, as too old
        }
    }

    private void closePart() throws IOException {
        scanner = null;
        if (file != null) {
            file.close();
            file = null;
        }
    }

    /** Unreadable bytes passed over so far, with readable ones behind them: the disk is damaged. */
    public long skippedBytes() {
        return skippedBytes;
    }

    @Override
    public void close() throws IOException {
        closePart();
    }

    private record Part(long number, long length) {}

    private static final class EmptyStorage implements Storage {
        @Override
        public List<String> list() {
            return List.of();
        }

        @Override
        public StorageFile create(String name) throws IOException {
            throw new IOException("nothing here: " + name);
        }

        @Override
        public StorageFile open(String name) throws IOException {
            throw new NoSuchFileException(name);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            throw new IOException("nothing here: " + from);
        }

        @Override
        public void delete(String name) throws IOException {
            throw new IOException("nothing here: " + name);
        }
    }
}

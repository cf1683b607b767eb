package io.sluice.server.ledger;

import io.sluice.core.billing.BillingEvent;
import io.sluice.core.billing.EventType;
import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the intents that no settlement has followed yet, oldest first. Bounded by the slots of the ring. A hash table with a
 * list through it; entries are pooled, so that it allocates only to grow. One thread.
 */
final class OpenRequests {
    private static final int INITIAL_TABLE = 1024;
    private static final int STEP_BYTES = 64;
    private static final byte[] NOTHING = {};

    private @Nullable Entry[] table = new @Nullable Entry[INITIAL_TABLE];
    private int size;
    private @Nullable Entry oldest;
    private @Nullable Entry newest;
    private @Nullable Entry free;

    /** Requests seen closed without having been seen open: happens only where a part of the journal is unreadable. */
    private final Set<Id> closedUnseen = new HashSet<>();

    int size() {
        return size;
    }

    /** Opens, replaces or closes what the event is about. */
    void apply(BillingEvent event) {
        final EventType type = event.type();
        if (type.opens()) {
            open(event);
        } else if (type.closes()) {
            close(event.idHigh(), event.idLow());
        }
    }

    @Nullable
    Entry oldest() {
        return oldest;
    }

    private void open(BillingEvent event) {
        final long high = event.idHigh();
        final long low = event.idLow();
        if (!closedUnseen.isEmpty() && closedUnseen.contains(new Id(high, low))) {
            return;
        }
        int slot = slot(high, low);
        Entry entry = table[slot];
        if (entry == null) {
            if (size >= table.length / 2) {
                grow();
                slot = slot(high, low);
            }
            entry = take(high, low);
            table[slot] = entry;
            size++;
        }
        entry.keep(event);
    }

    private void close(long high, long low) {
        int slot = slot(high, low);
        final Entry entry = table[slot];
        if (entry == null) {
            closedUnseen.add(new Id(high, low));
            return;
        }
        give(entry);
        size--;
        // Entries behind it move up, so that no search ends at the hole.
        final int mask = table.length - 1;
        int next = (slot + 1) & mask;
        for (Entry moved = table[next]; moved != null; moved = table[next]) {
            final int home = home(moved.high, moved.low);
            if (((next - home) & mask) >= ((next - slot) & mask)) {
                table[slot] = moved;
                slot = next;
            }
            next = (next + 1) & mask;
        }
        table[slot] = null;
    }

    private int slot(long high, long low) {
        final int mask = table.length - 1;
        int slot = home(high, low);
        for (Entry entry = table[slot]; entry != null; entry = table[slot]) {
            if (entry.high == high && entry.low == low) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int home(long high, long low) {
        final long mixed = (high * 31 + low) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & (table.length - 1);
    }

    private void grow() {
        table = new @Nullable Entry[table.length * 2];
        for (Entry entry = oldest; entry != null; entry = entry.newer) {
            table[slot(entry.high, entry.low)] = entry;
        }
    }

    private Entry take(long high, long low) {
        Entry entry = free;
        if (entry == null) {
            entry = new Entry();
        } else {
            free = entry.newer;
        }
        entry.high = high;
        entry.low = low;
        entry.newer = null;
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
        return entry;
    }

    private void give(Entry entry) {
        if (entry.older == null) {
            oldest = entry.newer;
        } else {
            entry.older.newer = entry.newer;
        }
        if (entry.newer == null) {
            newest = entry.older;
        } else {
            entry.newer.older = entry.older;
        }
        entry.older = null;
        entry.newer = free;
        free = entry;
    }

    private record Id(long high, long low) {}

    /** One open request's intent. */
    static final class Entry {
        private final UnsafeBuffer buffer = new UnsafeBuffer(NOTHING);
        private long high;
        private long low;
        private @Nullable Entry older;
        private @Nullable Entry newer;

        /** Makes room for the event's own length only: names are short, and there is an entry for each open stream. */
        void keep(BillingEvent event) {
            if (event.length() > buffer.capacity()) {
                buffer.wrap(new byte[Math.min(BillingEvent.MAX_LENGTH, roundedUp(event.length()))]);
            }
            event.copyTo(buffer, 0);
        }

        private static int roundedUp(int length) {
            return (length + STEP_BYTES - 1) & -STEP_BYTES;
        }

        @Nullable
        Entry newer() {
            return newer;
        }

        BillingEvent event(BillingEvent flyweight) {
            return flyweight.wrap(buffer, 0);
        }
    }
}

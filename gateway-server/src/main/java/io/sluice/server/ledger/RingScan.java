package io.sluice.server.ledger;

import io.sluice.core.billing.BillingEvent;
import io.sluice.core.billing.BillingRing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Copies of the events found in a ring's slots, whether its publishers live or not, in the order of their positions. Cold. */
final class RingScan {
    /** Beyond what a ledger can reach; only damage leads there. */
    private static final long MAX_POSITION = Long.MAX_VALUE / 2;

    private final List<Found> events = new ArrayList<>();
    private long lastPosition = -1;
    private int brokenSlots;

    /** @param slots null when there is no ring */
    static RingScan of(@Nullable AtomicBuffer slots) {
        final RingScan scan = new RingScan();
        if (slots != null) {
            scan.scan(slots);
        }
        return scan;
    }

    private void scan(AtomicBuffer slots) {
        final int count = slots.capacity() / BillingRing.SLOT_BYTES;
        final byte[] copy = new byte[BillingRing.eventBytes()];
        final UnsafeBuffer view = new UnsafeBuffer(copy);
        final BillingEvent event = new BillingEvent();
        for (int slot = 0; slot < count; slot++) {
            final long position = BillingRing.committedPosition(slots, slot);
            if (position < 0 || !BillingRing.tryCopy(slots, slot, position, copy)) {
                continue;
            }
            if (position % count != slot || position > MAX_POSITION) {
                brokenSlots++;
                continue;
            }
            lastPosition = Math.max(lastPosition, position);
            if (!event.wrap(view, 0).isWellFormed(copy.length)) {
                brokenSlots++;
                continue;
            }
            events.add(new Found(position, new UnsafeBuffer(copy.clone())));
        }
        events.sort(Comparator.comparingLong(Found::position));
    }

    List<Found> events() {
        return events;
    }

    /** The last position with an event; -1 when there is none. */
    long lastPosition() {
        return lastPosition;
    }

    int brokenSlots() {
        return brokenSlots;
    }

    /** An event that was published. */
    record Found(long position, UnsafeBuffer bytes) {
        BillingEvent event(BillingEvent flyweight) {
            return flyweight.wrap(bytes, 0);
        }
    }
}

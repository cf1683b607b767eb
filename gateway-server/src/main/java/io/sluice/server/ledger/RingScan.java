package io.sluice.server.ledger;

import io.sluice.core.billing.BillingEvent;
import io.sluice.core.billing.BillingRing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the events found in a ring's slots, whether its publishers live or not, in the order of their positions. What is
 * published during the scan is left out, so that no event is found without those before it: the scan first looks for the last
 * position, then takes what is in the lap that ends there. What an earlier lap has left is in the journal. Cold.
 */
final class RingScan {
    /** Beyond what a ledger can reach; only damage leads there. */
    private static final long MAX_POSITION = Long.MAX_VALUE / 2;
    /** Some hundred microseconds for all slots together: a living publisher is done in less, a dead one never is. */
    private static final int SPINS = 4_000;

    private final List<Found> events = new ArrayList<>();
    private long lastPosition = -1;
    private int brokenSlots;
    private int spinsLeft;

    private RingScan(int spins) {
        this.spinsLeft = spins;
    }

    /** @param slots null when there is no ring */
    static RingScan ofLiving(@Nullable AtomicBuffer slots) {
        return of(slots, SPINS);
    }

    /** As {@link #ofLiving}, when nobody publishes any more. */
    static RingScan ofLeft(@Nullable AtomicBuffer slots) {
        return of(slots, 0);
    }

    private static RingScan of(@Nullable AtomicBuffer slots, int spins) {
        final RingScan scan = new RingScan(spins);
        if (slots != null) {
            scan.findLast(slots);
            scan.takeLap(slots);
        }
        return scan;
    }

    private void findLast(AtomicBuffer slots) {
        final int count = slots.capacity() / BillingRing.SLOT_BYTES;
        for (int slot = 0; slot < count; slot++) {
            final long position = BillingRing.committedPosition(slots, slot);
            if (position >= 0 && (position % count != slot || position > MAX_POSITION)) {
                brokenSlots++;
            } else {
                lastPosition = Math.max(lastPosition, position);
            }
        }
    }

    private void takeLap(AtomicBuffer slots) {
        final int count = slots.capacity() / BillingRing.SLOT_BYTES;
        final byte[] copy = new byte[BillingRing.eventBytes()];
        final UnsafeBuffer view = new UnsafeBuffer(copy);
        final BillingEvent event = new BillingEvent();
        for (long position = lastPosition; position > lastPosition - count && position >= 0; position--) {
            final int slot = (int) (position % count);
            if (!isCommitted(slots, slot, position) || !BillingRing.tryCopy(slots, slot, position, copy)) {
                continue;
            }
            if (event.wrap(view, 0).isWellFormed(copy.length)) {
                events.add(new Found(position, new UnsafeBuffer(copy.clone())));
            } else {
                brokenSlots++;
            }
        }
        Collections.reverse(events);
    }

    /** Waits a little for a publisher that was overtaken: it has its place before those that are done. */
    private boolean isCommitted(AtomicBuffer slots, int slot, long position) {
        long found = BillingRing.committedPosition(slots, slot);
        while (found < position && spinsLeft > 0) {
            spinsLeft--;
            Thread.onSpinWait();
            found = BillingRing.committedPosition(slots, slot);
        }
        return found == position;
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

package io.sluice.core.billing;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventFactory;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The ring on which intents and settlements go to the ledger: a Disruptor ring whose events are slots of the given buffer. When
 * that buffer is a mapped file, what was published outlives a killed process without a system call.
 *
 * <p>Each event has a <b>position</b>, a number that is never used twice in the life of a ledger: this ring's base plus the
 * Disruptor's sequence. A slot begins with its commit mark, position + 1, written last (release) and taken away first, before
 * anything else of the slot is overwritten. So whoever finds the buffer later sees of each slot either a whole event or none,
 * and can't mistake an event of a former lap, or of a former process, for one that is due.
 *
 * <p>Room is counted in <b>credits</b>, one a slot. An intent takes two, its own and its settlement's; the consumer gives back
 * one for each slot it has put in safety. Therefore {@link #settle} always has room and never waits, and there can never be more
 * open requests than slots.
 *
 * <p>Publishing: any thread, lock-free, allocates nothing, wakes nobody, but for one unpark when the ring is three quarters full.
 * Consuming: one thread.
 */
public final class BillingRing {
    /** Bytes of a slot. */
    public static final int SLOT_BYTES = 512;

    private static final int EVENT_OFFSET = Long.BYTES;
    private static final int INTENT_CREDITS = 2;

    private final AtomicBuffer slots;
    private final int slotCount;
    private final long basePosition;
    private final RingBuffer<BillingEvent> ring;
    private final int wakeDepth;

    /** Last sequence in safety. Written by the consumer only; gates the ring, read by publishers to see how full it is. */
    private final Sequence released = new Sequence(-1);

    /** Slots nobody has a claim to; a padded counter. */
    private final Sequence credits;

    private final AtomicBoolean wakeAsked = new AtomicBoolean();
    private volatile @Nullable Thread consumer;

    /**
     * @param slots a power of two of slots, eight-byte aligned; owned by this ring from now on, what it holds is kept until
     *     overwritten
     * @param basePosition position of the first event, a multiple of the slot count, above every position ever used
     */
    public BillingRing(AtomicBuffer slots, long basePosition) {
        slots.verifyAlignment();
        this.slots = slots;
        this.slotCount = slots.capacity() / SLOT_BYTES;
        if (Integer.bitCount(slotCount) != 1 || slotCount < INTENT_CREDITS || slots.capacity() % SLOT_BYTES != 0) {
            throw new IllegalArgumentException(
                    "must be a power of two of slots, at least 2: bytes=" + slots.capacity());
        }
        if (basePosition < 0 || basePosition % slotCount != 0) {
            throw new IllegalArgumentException("must be a multiple of " + slotCount + ": basePosition=" + basePosition);
        }
        this.basePosition = basePosition;
        this.ring = RingBuffer.createMultiProducer(new Slots(slots), slotCount, new BusySpinWaitStrategy());
        ring.addGatingSequences(released);
        this.credits = new Sequence(slotCount);
        this.wakeDepth = slotCount - slotCount / 4;
    }

    /**
     * Puts a request on the books, before it leaves.
     *
     * @return false when the ring is full: nothing was taken, nothing published, try again later or refuse the request
     * @throws IllegalStateException when the draft's last intent is still open
     */
    public boolean tryIntent(BillingDraft draft) {
        if (draft.open) {
            throw new IllegalStateException(
                    "the intent is open already: " + RequestIds.text(draft.idHigh, draft.idLow));
        }
        if (!tryTakeCredits(INTENT_CREDITS)) {
            return false;
        }
        draft.open = true;
        publish(draft, EventType.INTENT);
        return true;
    }

    /**
     * Re-states an open intent before another attempt leaves, so that a record made after a crash names the latest channel.
     *
     * @return false when there is no room for it, which harms nothing: the settlement names the final channel anyway
     */
    public boolean tryReroute(BillingDraft draft) {
        requireOpen(draft);
        if (!tryTakeCredits(1)) {
            return false;
        }
        publish(draft, EventType.REROUTE);
        return true;
    }

    /**
     * Ends an open intent with its record. Never refuses, never waits.
     *
     * @throws IllegalStateException when no intent is open: it was settled already
     */
    public void settle(BillingDraft draft) {
        close(draft, EventType.SETTLEMENT);
    }

    /** Ends an open intent without a record: the request reached no upstream. Otherwise as {@link #settle}. */
    public void withdraw(BillingDraft draft) {
        close(draft, EventType.WITHDRAWAL);
    }

    private void close(BillingDraft draft, EventType type) {
        requireOpen(draft);
        draft.open = false;
        publish(draft, type);
    }

    private static void requireOpen(BillingDraft draft) {
        if (!draft.open) {
            throw new IllegalStateException("no intent is open: " + RequestIds.text(draft.idHigh, draft.idLow));
        }
    }

    private boolean tryTakeCredits(int count) {
        for (; ; ) {
            final long seen = credits.get();
            if (seen < count) {
                return false;
            }
            if (credits.compareAndSet(seen, seen - count)) {
                return true;
            }
            Thread.onSpinWait();
        }
    }

    private void publish(BillingDraft draft, EventType type) {
        // Never waits: each credit is a slot the consumer has released before giving the credit back.
        final long sequence = ring.next();
        final int slot = slotOffset(sequence);
        slots.putLongOpaque(slot, 0);
        VarHandle.storeStoreFence();
        BillingEvent.encodeVoid(slots, slot + EVENT_OFFSET);
        try {
            BillingEvent.encode(draft, type, slots, slot + EVENT_OFFSET);
        } finally {
            slots.putLongRelease(slot, basePosition + sequence + 1);
            ring.publish(sequence);
        }
        if (sequence - released.get() >= wakeDepth) {
            wakeConsumer();
        }
    }

    private void wakeConsumer() {
        if (!wakeAsked.get() && wakeAsked.compareAndSet(false, true)) {
            LockSupport.unpark(consumer);
        }
    }

    private int slotOffset(long sequence) {
        return ((int) sequence & (slotCount - 1)) * SLOT_BYTES;
    }

    // The consumer's side.

    /** Names the thread to unpark, at most once between two calls of {@link #readableTo}, when the ring is three quarters full. */
    public void consumer(Thread thread) {
        this.consumer = thread;
    }

    /**
     * The last position up to which, from {@code from} on, every event has been published; {@code from - 1} when the first hasn't.
     * Consumer only.
     */
    public long readableTo(long from) {
        wakeAsked.set(false);
        final long end = Math.min(ring.getCursor(), released.get() + slotCount);
        long sequence = from - basePosition;
        while (sequence <= end && ring.isAvailable(sequence)) {
            sequence++;
        }
        return basePosition + sequence - 1;
    }

    /** The event at a readable position that hasn't been released. Consumer only. */
    public BillingEvent event(long position) {
        return ring.get(position - basePosition);
    }

    /** Gives back all slots up to that position: their events are in safety elsewhere. Consumer only. */
    public void release(long position) {
        final long sequence = position - basePosition;
        final long count = sequence - released.get();
        released.setVolatile(sequence);
        credits.addAndGet(count);
    }

    /** Position of the oldest event that hasn't been released, or of the next one to come. */
    public long firstUnreleased() {
        return basePosition + released.get() + 1;
    }

    // Counters, any thread.

    /** Events published by this process. */
    public long published() {
        return ring.getCursor() + 1;
    }

    /** Events published and not yet released. */
    public long depth() {
        final long out = released.get();
        return ring.getCursor() - out;
    }

    /** Slots free for new intents, two each. */
    public long credits() {
        return credits.get();
    }

    public int slotCount() {
        return slotCount;
    }

    // Finding events in a buffer left by another process, or shared with a living one.

    /** The position of the event in that slot of a buffer; negative when it holds none. */
    public static long committedPosition(AtomicBuffer slots, int slot) {
        return slots.getLongAcquire(slot * SLOT_BYTES) - 1;
    }

    /**
     * Copies the event of a slot, if it is still the one at that position when the copy is done.
     *
     * @return false when a publisher has overwritten it meanwhile; the copy is worthless then
     */
    public static boolean tryCopy(AtomicBuffer slots, int slot, long position, byte[] into) {
        slots.getBytes(slot * SLOT_BYTES + EVENT_OFFSET, into, 0, SLOT_BYTES - EVENT_OFFSET);
        VarHandle.loadLoadFence();
        return slots.getLongOpaque(slot * SLOT_BYTES) == position + 1;
    }

    /** Bytes that {@link #tryCopy} needs. */
    public static int eventBytes() {
        return SLOT_BYTES - EVENT_OFFSET;
    }

    private static final class Slots implements EventFactory<BillingEvent> {
        private final AtomicBuffer slots;
        private int next;

        Slots(AtomicBuffer slots) {
            this.slots = slots;
        }

        @Override
        public BillingEvent newInstance() {
            final BillingEvent event = new BillingEvent().wrap(slots, next * SLOT_BYTES + EVENT_OFFSET);
            next++;
            return event;
        }
    }
}

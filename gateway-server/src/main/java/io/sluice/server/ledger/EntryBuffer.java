package io.sluice.server.ledger;

import io.sluice.core.billing.BillingEvent;
import io.sluice.core.billing.EventType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writer of journal entries into memory, to be appended as one piece. An entry:
 *
 * <pre>
 *  0 event length u32    4 CRC32C of what follows    8 ring position, -1 for none    16 seq, 0 for none
 * 24 kind u8, zeros      32 the event                then zeros up to a multiple of eight
 * </pre>
 *
 * Allocates nothing after construction. One thread.
 */
final class EntryBuffer {
    static final int HEADER_BYTES = 32;
    static final int ALIGNMENT = 8;
    /** Longest entry. */
    static final int MAX_ENTRY_BYTES = aligned(HEADER_BYTES + BillingEvent.MAX_LENGTH);

    static final int CRC_AT = 4;
    static final int POSITION_AT = 8;
    static final int SEQ_AT = 16;
    static final int KIND_AT = 24;

    /** An event as it came from the ring, or the record recovery made of one. */
    static final byte KIND_EVENT = 1;
    /** The intent of a request that was open when the segment began. */
    static final byte KIND_CARRIED = 2;

    static final long NO_POSITION = -1;
    static final long NO_SEQ = 0;

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final CRC32C crc = new CRC32C();
    private int length;

    EntryBuffer(int capacity) {
        this.bytes = ByteBuffer.allocateDirect(capacity);
        this.buffer = new UnsafeBuffer(bytes);
    }

    static int aligned(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    boolean hasRoom() {
        return buffer.capacity() - length >= MAX_ENTRY_BYTES;
    }

    void add(BillingEvent event, byte kind, long position, long seq) {
        event.copyTo(buffer, length + HEADER_BYTES);
        seal(event.length(), kind, position, seq);
    }

    /** Adds the record of a request that was never settled, made of its intent. */
    void addCrash(BillingEvent intent, long seq) {
        intent.copyTo(buffer, length + HEADER_BYTES);
        BillingEvent.turnIntoCrash(buffer, length + HEADER_BYTES);
        seal(intent.length(), KIND_EVENT, NO_POSITION, seq);
    }

    private void seal(int eventLength, byte kind, long position, long seq) {
        final int unpadded = HEADER_BYTES + eventLength;
        final int end = length + aligned(unpadded);
        buffer.setMemory(length + unpadded, end - length - unpadded, (byte) 0);
        buffer.putInt(length, eventLength, LE);
        buffer.putLong(length + POSITION_AT, position, LE);
        buffer.putLong(length + SEQ_AT, seq, LE);
        buffer.putLong(length + KIND_AT, kind, LE);
        bytes.limit(length + unpadded).position(length + POSITION_AT);
        crc.reset();
        crc.update(bytes);
        buffer.putInt(length + CRC_AT, (int) crc.getValue(), LE);
        length = end;
    }

    /** All entries, to be written. */
    ByteBuffer written() {
        return bytes.limit(length).position(0);
    }

    /** Tells the open requests what the entries say. */
    void applyTo(OpenRequests open, BillingEvent flyweight) {
        int at = 0;
        while (at < length) {
            final int eventLength = buffer.getInt(at, LE);
            open.apply(flyweight.wrap(buffer, at + HEADER_BYTES));
            at += aligned(HEADER_BYTES + eventLength);
        }
    }

    static long seqOf(EventType type, long nextSeq) {
        return type == EventType.SETTLEMENT ? nextSeq : NO_SEQ;
    }
}

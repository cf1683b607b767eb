package io.sluice.server.ledger;

import io.sluice.core.billing.BillingEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the entries of one segment in order, through a window. What is no intact entry is passed over, eight bytes at a time,
 * until one begins: {@link #skippedBytes} counts what was passed over between entries, {@link #end} tells where the last one
 * ended, so that what is behind it is a torn tail. Cold, one thread; borrows the file.
 */
final class SegmentScanner {
    private static final int WINDOW_BYTES = 64 * 1024;
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private final StorageFile file;
    private long limit;
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES);
    private final UnsafeBuffer buffer = new UnsafeBuffer(window);
    private final CRC32C crc = new CRC32C();
    private final BillingEvent event = new BillingEvent();
    private long windowAt;
    private int windowLength;
    private long at = Segment.HEADER_BYTES;
    private long end;
    private long skippedBytes;
    private int entryAt;

    /** @param limit bytes of the file that count */
    SegmentScanner(StorageFile file, long limit) throws IOException {
        this.file = file;
        this.limit = Math.min(limit, file.size());
        this.end = Math.min(Segment.HEADER_BYTES, this.limit);
    }

    /** Moves to the next intact entry. @return false when there is none */
    boolean next() throws IOException {
        final long from = at;
        while (at + EntryBuffer.HEADER_BYTES <= limit) {
            final int entryLength = intactLength();
            if (entryLength > 0) {
                skippedBytes += at - from;
                at += entryLength;
                end = at;
                return true;
            }
            at += EntryBuffer.ALIGNMENT;
        }
        return false;
    }

    /** The entry's event; valid until the next move. */
    BillingEvent event() {
        return event;
    }

    byte kind() {
        return buffer.getByte(entryAt + EntryBuffer.KIND_AT);
    }

    long position() {
        return buffer.getLong(entryAt + EntryBuffer.POSITION_AT, LE);
    }

    long seq() {
        return buffer.getLong(entryAt + EntryBuffer.SEQ_AT, LE);
    }

    /** Where the last intact entry ended; behind the segment's head when there was none. */
    long end() {
        return end;
    }

    /** Bytes that count but belong to no entry, with entries behind them. */
    long skippedBytes() {
        return skippedBytes;
    }

    /** Bytes behind the last entry, once {@link #next} has said no. */
    long tornBytes() {
        return limit - end;
    }

    private int intactLength() throws IOException {
        load((int) Math.min(EntryBuffer.MAX_ENTRY_BYTES, limit - at));
        final int available = (int) Math.min(EntryBuffer.MAX_ENTRY_BYTES, limit - at);
        if (available < EntryBuffer.HEADER_BYTES) {
            return 0;
        }
        final int index = (int) (at - windowAt);
        final int eventLength = buffer.getInt(index, LE);
        if (eventLength < BillingEvent.MIN_LENGTH || eventLength > BillingEvent.MAX_LENGTH) {
            return 0;
        }
        final int entryLength = EntryBuffer.aligned(EntryBuffer.HEADER_BYTES + eventLength);
        if (entryLength > available || !isIntact(index, eventLength)) {
            return 0;
        }
        entryAt = index;
        return entryLength;
    }

    private boolean isIntact(int index, int eventLength) {
        window.limit(index + EntryBuffer.HEADER_BYTES + eventLength).position(index + EntryBuffer.POSITION_AT);
        crc.reset();
        crc.update(window);
        if ((int) crc.getValue() != buffer.getInt(index + EntryBuffer.CRC_AT, LE)) {
            return false;
        }
        event.wrap(buffer, index + EntryBuffer.HEADER_BYTES);
        return event.isWellFormed(eventLength) && event.length() == eventLength;
    }

    private void load(int length) throws IOException {
        if (at >= windowAt && at + length <= windowAt + windowLength) {
            return;
        }
        window.clear().limit((int) Math.min(WINDOW_BYTES, limit - at));
        windowLength = file.read(window, at);
        windowAt = at;
        if (windowLength < length) {
            limit = at + windowLength; // a living writer has cut off a write that failed
        }
    }
}

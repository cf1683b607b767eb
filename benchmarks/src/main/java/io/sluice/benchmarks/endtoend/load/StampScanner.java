package io.sluice.benchmarks.endtoend.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Finds the stamps in a stream of bytes, however it is cut. Confined to a loop; allocates nothing. */
final class StampScanner {
    /** Hears of each stamp in the order of the bytes. */
    interface Sink {
        void stamp(long clockNs, int number);
    }

    private final Sink sink;
    private final ByteBuf kept = Unpooled.buffer(Stamp.LENGTH, Stamp.LENGTH);

    StampScanner(Sink sink) {
        this.sink = sink;
    }

    /** Forgets what was begun. */
    void reset() {
        kept.clear();
    }

    /** @param in borrowed */
    void scan(ByteBuf in, int index, int length) {
        final int end = index + length;
        int at = kept.isReadable() ? complete(in, index, end) : index;
        while (at < end) {
            final int found = in.indexOf(at, end, Stamp.FIRST);
            if (found < 0) {
                return;
            }
            if (end - found < Stamp.LENGTH) {
                kept.writeBytes(in, found, end - found);
                return;
            }
            at = tell(in, found) ? found + Stamp.LENGTH : found + 1;
        }
    }

    /** Goes on with what may be a stamp that the last bytes began. @return where to go on */
    private int complete(ByteBuf in, int index, int end) {
        int at = index;
        while (kept.isReadable()) {
            final int more = Math.min(kept.writableBytes(), end - at);
            kept.writeBytes(in, at, more);
            at += more;
            if (kept.isWritable()) {
                return end;
            }
            dropFirst();
        }
        return at;
    }

    /** Tells of the stamp, if it is one; if not, another may begin within what is kept. */
    private void dropFirst() {
        final int next = tell(kept, 0) ? -1 : kept.indexOf(1, Stamp.LENGTH, Stamp.FIRST);
        if (next < 0) {
            kept.clear();
        } else {
            kept.readerIndex(next).discardReadBytes();
        }
    }

    private boolean tell(ByteBuf buf, int at) {
        final long clockNs = Stamp.clockNs(buf, at);
        final int number = clockNs < 0 ? -1 : Stamp.number(buf, at);
        if (number < 0) {
            return false;
        }
        sink.stamp(clockNs, number);
        return true;
    }
}

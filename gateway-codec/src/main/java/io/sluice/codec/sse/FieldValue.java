package io.sluice.codec.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The value of one field as it gathers: a view while all of it lies in the buffer being fed, a bounded copy as soon as it doesn't.
 * The copy is plain heap memory that is kept from event to event, so that nothing needs a release and a steady stream allocates nothing.
 */
final class FieldValue {
    private static final int FIRST_CAPACITY = 512;
    private static final int KEPT_CAPACITY = 16 * 1024;

    private final int bound;
    private ByteBuf copy = Unpooled.EMPTY_BUFFER;
    private ByteBuf view = Unpooled.EMPTY_BUFFER;
    private int viewIndex;
    private int viewLength;
    private boolean viewing;
    private boolean overflowed;

    /** @param bound bytes; a longer value overflows and is dropped */
    FieldValue(int bound) {
        this.bound = bound;
    }

    void append(ByteBuf in, int index, int length) {
        if (length == 0 || overflowed) {
            return;
        }
        if (!viewing && copy.writerIndex() == 0 && length <= bound) {
            view = in;
            viewIndex = index;
            viewLength = length;
            viewing = true;
            return;
        }
        settle();
        if (length > bound - copy.writerIndex()) {
            overflow();
        } else {
            room(length).writeBytes(in, index, length);
        }
    }

    void append(byte b) {
        if (overflowed) {
            return;
        }
        settle();
        if (copy.writerIndex() == bound) {
            overflow();
        } else {
            room(1).writeByte(b);
        }
    }

    /** Copies what is only viewed, because the buffer is about to go away. */
    void settle() {
        if (viewing) {
            viewing = false;
            room(viewLength).writeBytes(view, viewIndex, viewLength);
            view = Unpooled.EMPTY_BUFFER;
        }
    }

    boolean overflowed() {
        return overflowed;
    }

    ByteBuf buffer() {
        return viewing ? view : copy;
    }

    int index() {
        return viewing ? viewIndex : 0;
    }

    int length() {
        return viewing ? viewLength : copy.writerIndex();
    }

    void clear() {
        viewing = false;
        view = Unpooled.EMPTY_BUFFER;
        overflowed = false;
        copy.clear();
    }

    /** Clears, and lets go of memory that one large event may have claimed. */
    void shrink() {
        clear();
        if (copy.capacity() > KEPT_CAPACITY) {
            copy = Unpooled.EMPTY_BUFFER;
        }
    }

    private void overflow() {
        overflowed = true;
        copy.clear();
    }

    private ByteBuf room(int length) {
        if (copy.capacity() == 0) {
            copy = Unpooled.buffer(Math.min(bound, Math.max(FIRST_CAPACITY, length)), bound);
        }
        return copy;
    }
}

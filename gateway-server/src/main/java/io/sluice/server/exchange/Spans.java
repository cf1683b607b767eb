package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.server.loop.LoopMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes kept in order. A piece that fills a good part of the buffer it came in is shared with it; what is small beside its
 * buffer is copied behind the small pieces before it, so that a body of one-byte pieces costs about its bytes and neither
 * a slice nor a read buffer for each. Confined to the loop; owns what it keeps.
 */
final class Spans {
    /** A shared piece pins at most so many times its length. */
    private static final int MAX_WASTE = 4;

    /** A buffer of this size may be pinned for whatever comes first. */
    private static final int SMALL_BUFFER_BYTES = 4 * 1024;

    private static final int MIN_RUN_BYTES = 512;
    private static final int MAX_RUN_BYTES = 16 * 1024;

    private final LoopMemory memory;
    private final List<ByteBuf> list = new ArrayList<>(4);
    private final List<ByteBuf> view = Collections.unmodifiableList(list);
    /** The last of the list while it is ours alone and has room. */
    private @Nullable ByteBuf run;

    private long bytes;
    private long heldBytes;

    /** @param memory where what is kept is counted */
    Spans(LoopMemory memory) {
        this.memory = memory;
    }

    /** Keeps a range. Borrows {@code in}. */
    void add(ByteBuf in, int index, int length) {
        if (length == 0) {
            return;
        }
        if (isWorthKeeping(in, length)) {
            share(in.retainedSlice(index, length), in.capacity());
        } else {
            copy(in, index, length);
        }
    }

    /** Keeps a whole buffer. Takes {@code span}. */
    void add(ByteBuf span) {
        final int length = span.readableBytes();
        if (length > 0 && isWorthKeeping(span, length)) {
            share(span, span.capacity());
            return;
        }
        try {
            copy(span, span.readerIndex(), length);
        } finally {
            span.release();
        }
    }

    /** Moves everything to the end of another, which owns it from then on. */
    void moveTo(Spans other) {
        if (bytes * MAX_WASTE < heldBytes) {
            for (int i = 0; i < list.size(); i++) {
                final ByteBuf span = list.get(i);
                other.copy(span, span.readerIndex(), span.readableBytes());
            }
            release();
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            other.list.add(list.get(i));
        }
        other.run = null;
        other.bytes += bytes;
        other.heldBytes += heldBytes;
        other.memory.take(heldBytes);
        forget();
    }

    int count() {
        return list.size();
    }

    /** Borrowed until this changes; {@link #forget} makes it the caller's. */
    ByteBuf get(int i) {
        return list.get(i);
    }

    /** Everything in order; borrowed until this changes. */
    List<ByteBuf> list() {
        return view;
    }

    /** Bytes that are kept. */
    long bytes() {
        return bytes;
    }

    /** Bytes of memory that can't be used for anything else meanwhile. */
    long heldBytes() {
        return heldBytes;
    }

    /** Gives: whoever has read them with {@link #get} releases the spans. */
    void forget() {
        list.clear();
        run = null;
        memory.give(heldBytes);
        bytes = 0;
        heldBytes = 0;
    }

    void release() {
        for (int i = 0; i < list.size(); i++) {
            list.get(i).release();
        }
        forget();
    }

    private boolean isWorthKeeping(ByteBuf in, int length) {
        final int capacity = in.capacity();
        return (long) length * MAX_WASTE >= capacity && length >= MIN_RUN_BYTES
                || list.isEmpty() && capacity <= SMALL_BUFFER_BYTES;
    }

    /** Whether a piece that fills so much of its buffer may pin it while it waits for the client. */
    static boolean isWorthSharing(ByteBuf in, int length) {
        final int capacity = in.capacity();
        return (long) length * MAX_WASTE >= capacity || capacity <= SMALL_BUFFER_BYTES;
    }

    private void share(ByteBuf span, int capacity) {
        list.add(span);
        run = null;
        bytes += span.readableBytes();
        hold(capacity);
    }

    private void hold(int capacity) {
        heldBytes += capacity;
        memory.take(capacity);
    }

    private void copy(ByteBuf in, int index, int length) {
        int at = index;
        int left = length;
        while (left > 0) {
            final ByteBuf into = room(in.alloc(), left);
            final int part = Math.min(left, into.maxWritableBytes());
            final int before = into.capacity();
            into.writeBytes(in, at, part);
            hold(into.capacity() - before);
            bytes += part;
            at += part;
            left -= part;
        }
    }

    private ByteBuf room(ByteBufAllocator allocator, int wanted) {
        final ByteBuf open = run;
        if (open != null && open.maxWritableBytes() > 0) {
            return open;
        }
        final int initial = Math.clamp(Math.max(wanted, bytes / 2), MIN_RUN_BYTES, MAX_RUN_BYTES);
        final ByteBuf fresh = allocator.buffer(initial, MAX_RUN_BYTES);
        list.add(fresh);
        hold(fresh.capacity());
        run = fresh;
        return fresh;
    }
}

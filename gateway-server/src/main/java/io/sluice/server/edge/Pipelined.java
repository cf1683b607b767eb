package io.sluice.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.sluice.server.loop.LoopMemory;

/**
 * The bytes of requests that wait for the one before them to be answered. Copied together once they come in pieces, so that
 * waiting bytes don't pin the reads they came in. Confined to the loop; owns what it keeps.
 */
final class Pipelined {
    /** A buffer of this size may be pinned by whatever part of it waits. */
    private static final int SMALL_BUFFER_BYTES = 4 * 1024;

    private static final int MAX_WASTE = 4;

    private final LoopMemory memory;
    private ByteBuf kept = Unpooled.EMPTY_BUFFER;

    /** @param memory where what waits is counted */
    Pipelined(LoopMemory memory) {
        this.memory = memory;
    }

    boolean isEmpty() {
        return !kept.isReadable();
    }

    /** Bytes that wait. */
    int bytes() {
        return kept.readableBytes();
    }

    /** Adds what is readable of a read. Takes {@code in}. */
    void keep(ByteBuf in, ByteBufAllocator allocator) {
        memory.give(kept.capacity());
        if (isEmpty()) {
            kept = fitting(in, allocator);
        } else {
            kept = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, kept, in);
        }
        memory.take(kept.capacity());
    }

    /** Gives all that waits. */
    ByteBuf take() {
        final ByteBuf taken = kept;
        memory.give(taken.capacity());
        kept = Unpooled.EMPTY_BUFFER;
        return taken;
    }

    void release() {
        take().release();
    }

    private static ByteBuf fitting(ByteBuf in, ByteBufAllocator allocator) {
        final int length = in.readableBytes();
        if (in.capacity() <= SMALL_BUFFER_BYTES || (long) length * MAX_WASTE >= in.capacity()) {
            return in;
        }
        try {
            return allocator.buffer(length).writeBytes(in);
        } finally {
            in.release();
        }
    }
}

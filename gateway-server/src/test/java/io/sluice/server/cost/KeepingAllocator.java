package io.sluice.server.cost;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives each buffer memory that no other ever had, so that an address tells where bytes came from; and remembers which
 * memory was read into. Confined to one loop.
 */
final class KeepingAllocator extends AbstractByteBufAllocator {
    private final List<ByteBuffer> kept = new ArrayList<>();
    private final TreeMap<Long, Long> readInto = new TreeMap<>();

    KeepingAllocator() {
        super(true);
    }

    /** These bytes have been read from a socket. */
    void read(ByteBuf into, int index, int length) {
        final long address = address(into.nioBuffer(index, length));
        readInto.merge(address, address + length, Math::max);
    }

    /** How many of a buffer's readable bytes lie where they were read. */
    long countRead(ByteBuf buf) {
        long count = 0;
        for (final ByteBuffer part : buf.nioBuffers()) {
            final long address = address(part);
            final Map.Entry<Long, Long> range = readInto.floorEntry(address);
            final boolean isRead = range != null && address + part.remaining() <= range.getValue();
            count += isRead ? part.remaining() : 0;
        }
        return count;
    }

    private static long address(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct).address();
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return new Kept(this, initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    private ByteBuffer memory(int bytes) {
        final ByteBuffer memory = ByteBuffer.allocateDirect(bytes);
        kept.add(memory);
        return memory;
    }

    /** Its memory is reachable, and so not used again, for as long as its allocator is. */
    private static final class Kept extends UnpooledDirectByteBuf {
        Kept(KeepingAllocator allocator, int initialCapacity, int maxCapacity) {
            super(allocator, allocator.memory(initialCapacity), maxCapacity);
            clear();
        }
    }
}

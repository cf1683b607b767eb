package io.sluice.server.simulation;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives plain heap buffers and knows which of them are out. What is given back is overwritten, so that whoever still reads
 * it reads nonsense.
 */
final class TrackingAllocator extends AbstractByteBufAllocator {
    private static final byte GONE = (byte) 0xee;

    private final boolean keepsOrigins;
    private final Map<Integer, Throwable> origins = new LinkedHashMap<>();
    private int made;
    private int live;
    private long liveBytes;

    /** @param keepsOrigins whether to remember where each buffer was made: slow, for finding a leak */
    TrackingAllocator(boolean keepsOrigins) {
        super(false);
        this.keepsOrigins = keepsOrigins;
    }

    /** Buffers that have not been given back. */
    int live() {
        return live;
    }

    long liveBytes() {
        return liveBytes;
    }

    /** Where the buffers that are out were made. */
    String origins() {
        final StringBuilder text = new StringBuilder();
        for (final Throwable origin : origins.values()) {
            text.append("\n  made at");
            for (final StackTraceElement frame : origin.getStackTrace()) {
                if (frame.getClassName().startsWith("io.sluice")) {
                    text.append("\n      ").append(frame);
                }
            }
        }
        return text.toString();
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new Tracked(this, initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return new Tracked(this, initialCapacity, maxCapacity);
    }

    @Override
    public CompositeByteBuf compositeHeapBuffer(int maxNumComponents) {
        return new CompositeByteBuf(this, false, maxNumComponents);
    }

    @Override
    public CompositeByteBuf compositeDirectBuffer(int maxNumComponents) {
        return compositeHeapBuffer(maxNumComponents);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    private static final class Tracked extends UnpooledHeapByteBuf {
        private final TrackingAllocator allocator;
        private final int number;

        Tracked(TrackingAllocator allocator, int initialCapacity, int maxCapacity) {
            super(allocator, initialCapacity, maxCapacity);
            this.allocator = allocator;
            this.number = allocator.made++;
            allocator.live++;
            if (allocator.keepsOrigins) {
                allocator.origins.put(number, new Throwable());
            }
        }

        @Override
        protected byte[] allocateArray(int initialCapacity) {
            ((TrackingAllocator) alloc()).liveBytes += initialCapacity;
            return super.allocateArray(initialCapacity);
        }

        @Override
        protected void freeArray(byte[] array) {
            allocator.liveBytes -= array.length;
            Arrays.fill(array, GONE);
        }

        @Override
        protected void deallocate() {
            allocator.live--;
            allocator.origins.remove(number);
            super.deallocate();
        }
    }
}

package io.sluice.benchmarks.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Several messages of one kind, taken in turn, in direct memory as a socket leaves them. One thread. */
final class Buffers {
    private final ByteBuf[] buffers;
    private int next;

    private Buffers(ByteBuf[] buffers) {
        this.buffers = buffers;
    }

    static Buffers of(List<String> texts) {
        final ByteBuf[] buffers = new ByteBuf[texts.size()];
        for (int i = 0; i < buffers.length; i++) {
            final byte[] bytes = texts.get(i).getBytes(StandardCharsets.UTF_8);
            buffers[i] =
                    PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
        }
        return new Buffers(buffers);
    }

    /** The next one, readable from its beginning; borrowed. */
    ByteBuf next() {
        final ByteBuf buffer = buffers[next];
        next = next + 1 == buffers.length ? 0 : next + 1;
        return buffer.readerIndex(0);
    }

    void release() {
        for (final ByteBuf buffer : buffers) {
            buffer.release();
        }
    }
}

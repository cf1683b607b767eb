package io.sluice.codec;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * An array for each thread to look at bytes in that lie outside the heap: one copy costs less than asking the buffer for
 * each byte, and thousands of connections share one array. Its content is gone as soon as anyone else may have used it: not to
 * be relied on across a call to code that isn't the caller's own.
 */
public final class Scratch {
    /** How much is best copied at a time: it stays in the first cache, and few values are cut. */
    public static final int BLOCK_BYTES = 16 * 1024;

    private static final FastThreadLocal<Scratch> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
            return new Scratch();
        }
    };

    private byte[] bytes = new byte[BLOCK_BYTES];

    private Scratch() {}

    /** The thread's array, at its place 0 the range of a buffer. Borrows {@code in}. */
    public static byte[] copy(ByteBuf in, int index, int length) {
        final byte[] bytes = OF_THREAD.get().atLeast(length);
        in.getBytes(index, bytes, 0, length);
        return bytes;
    }

    private byte[] atLeast(int length) {
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, bytes.length * 2)];
        }
        return bytes;
    }
}

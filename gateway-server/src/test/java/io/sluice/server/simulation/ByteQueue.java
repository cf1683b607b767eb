package io.sluice.server.simulation;

import java.util.Arrays;

/** Bytes in the order they were put. */
final class ByteQueue {
    private byte[] bytes = new byte[256];
    private int from;
    private int to;

    void put(byte[] added, int offset, int length) {
        if (to + length > bytes.length) {
            final int size = size();
            final byte[] roomier =
                    size + length > bytes.length ? new byte[Math.max(size + length, bytes.length * 2)] : bytes;
            System.arraycopy(bytes, from, roomier, 0, size);
            bytes = roomier;
            from = 0;
            to = size;
        }
        System.arraycopy(added, offset, bytes, to, length);
        to += length;
    }

    byte[] take(int count) {
        final byte[] taken = Arrays.copyOfRange(bytes, from, from + count);
        from += count;
        return taken;
    }

    int size() {
        return to - from;
    }

    boolean isEmpty() {
        return from == to;
    }

    void clear() {
        from = 0;
        to = 0;
    }
}

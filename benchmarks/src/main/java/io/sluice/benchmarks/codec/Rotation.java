package io.sluice.benchmarks.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Eight bodies taken in turn, each in direct memory and as an array. One thread. */
final class Rotation {
    /** What a loop usually gets from a socket at once. */
    static final int READ_BYTES = 16 * 1024;

    private static final int COUNT = 8;

    private final Buffers buffers;
    private final List<byte[]> arrays;
    private final List<List<ByteBuf>> spans = new ArrayList<>();
    private int next;

    private Rotation(List<String> texts) {
        this.buffers = Buffers.of(texts);
        this.arrays = Bodies.bytes(texts);
        for (int i = 0; i < texts.size(); i++) {
            spans.add(spans(buffers.next()));
        }
    }

    static Rotation of(IntFunction<String> body) {
        return new Rotation(IntStream.range(0, COUNT).mapToObj(body).toList());
    }

    /** Readable from its beginning; borrowed. */
    ByteBuf nextBuffer() {
        return buffers.next();
    }

    byte[] nextArray() {
        next = (next + 1) % COUNT;
        return arrays.get(next);
    }

    /** As it was received, read by read; borrowed. */
    List<ByteBuf> nextSpans() {
        next = (next + 1) % COUNT;
        return spans.get(next);
    }

    private static List<ByteBuf> spans(ByteBuf body) {
        final List<ByteBuf> spans = new ArrayList<>();
        final int length = body.readableBytes();
        for (int at = 0; at < length; at += READ_BYTES) {
            spans.add(body.slice(at, Math.min(READ_BYTES, length - at)));
        }
        return spans;
    }

    void release() {
        buffers.release();
    }
}

package io.sluice.server.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sluice.server.loop.LoopMemory;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kept bytes cost about what they are, however small the pieces that they come in. */
final class SpansTest {
    private static final int READ_BYTES = 64 * 1024;
    private static final int MAX_WASTE = 4;
    private static final int SLACK_BYTES = 32 * 1024;

    private final Spans spans = new Spans(LoopMemory.unbounded());

    @Test
    void aMillionOneBytePiecesCostTheirBytes() {
        final int pieces = 1_000_000;
        final ByteBuf in = read(READ_BYTES);
        for (int i = 0; i < pieces; i++) {
            spans.add(in, i % READ_BYTES, 1);
        }

        assertThat(spans.bytes()).isEqualTo(pieces);
        assertThat(spans.heldBytes()).isLessThan(2L * pieces);
        assertThat(spans.count()).isLessThan(100);
        assertThat(in.refCnt()).isEqualTo(1);
        final byte[] kept = content(spans);
        for (int i = 0; i < pieces; i++) {
            if (kept[i] != (byte) (i % READ_BYTES)) {
                throw new AssertionError("byte " + i);
            }
        }
        spans.release();
        in.release();
    }

    @Test
    void aPieceThatFillsItsBufferIsSharedWithIt() {
        final ByteBuf in = read(READ_BYTES);

        spans.add(in, 1, READ_BYTES - 1);

        assertThat(in.refCnt()).isEqualTo(2);
        assertThat(spans.heldBytes()).isEqualTo(in.capacity());
        spans.release();
        assertThat(in.refCnt()).isEqualTo(1);
        in.release();
    }

    @Test
    void aSmallPieceOfALargeBufferDoesNotPinIt() {
        final ByteBuf in = read(READ_BYTES);

        spans.add(in, 0, READ_BYTES / MAX_WASTE - 1);

        assertThat(in.refCnt()).isEqualTo(1);
        assertThat(spans.heldBytes()).isLessThan(READ_BYTES);
        spans.release();
        in.release();
    }

    @Test
    void aSmallRequestInASmallBufferIsNotCopied() {
        final ByteBuf in = read(2048);

        spans.add(in, 200, 100);

        assertThat(in.refCnt()).isEqualTo(2);
        spans.release();
        in.release();
    }

    @Test
    void aWholeBufferIsTakenOrCopiedAndReleased() {
        final ByteBuf first = read(100);
        final ByteBuf large = read(READ_BYTES);
        final ByteBuf small = read(10);

        spans.add(first);
        spans.add(large);
        spans.add(small);
        spans.add(read(READ_BYTES).readerIndex(READ_BYTES));

        assertThat(first.refCnt()).isEqualTo(1);
        assertThat(large.refCnt()).isEqualTo(1);
        assertThat(small.refCnt()).isZero();
        assertThat(spans.bytes()).isEqualTo(110 + READ_BYTES);
        spans.release();
        assertThat(first.refCnt()).isZero();
        assertThat(large.refCnt()).isZero();
    }

    @Test
    void whateverIsKeptAndMovedComesOutInOrderAndIsReleased() {
        for (int seed = 0; seed < 500; seed++) {
            keepAndMove(seed);
        }
    }

    private static void keepAndMove(int seed) {
        final Random random = new Random(seed);
        final Spans tail = new Spans(LoopMemory.unbounded());
        final Spans all = new Spans(LoopMemory.unbounded());
        final List<ByteBuf> reads = new ArrayList<>();
        final ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            final ByteBuf in = read(1 << random.nextInt(17));
            reads.add(in);
            int at = 0;
            while (at < in.capacity()) {
                final int length = Math.min(1 + random.nextInt(1 << random.nextInt(17)), in.capacity() - at);
                tail.add(in, at, length);
                final byte[] piece = new byte[length];
                in.getBytes(at, piece);
                expected.writeBytes(piece);
                at += length + random.nextInt(100);
                if (random.nextInt(8) == 0) {
                    tail.moveTo(all);
                    assertThat(tail.bytes() + tail.heldBytes() + tail.count()).isZero();
                }
            }
        }
        tail.moveTo(all);

        assertThat(all.bytes()).as("seed %s", seed).isEqualTo(expected.size());
        assertThat(all.heldBytes()).as("seed %s", seed).isLessThan(MAX_WASTE * all.bytes() + SLACK_BYTES);
        assertThat(Arrays.equals(content(all), expected.toByteArray()))
                .as("seed %s", seed)
                .isTrue();
        all.release();
        assertThat(reads).as("seed %s", seed).allMatch(in -> in.refCnt() == 1);
        reads.forEach(ByteBuf::release);
    }

    private static byte[] content(Spans spans) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (final ByteBuf span : spans.list()) {
            final byte[] bytes = new byte[span.readableBytes()];
            span.getBytes(span.readerIndex(), bytes);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    private static ByteBuf read(int capacity) {
        final ByteBuf in = ByteBufAllocator.DEFAULT.directBuffer(capacity, capacity);
        for (int i = 0; i < capacity; i++) {
            in.writeByte(i);
        }
        return in;
    }
}

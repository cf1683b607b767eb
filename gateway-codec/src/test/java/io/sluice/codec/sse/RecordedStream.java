package io.sluice.codec.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Feeds a stream in pieces and notes its blocks, checking on the way that block ends and lengths add up to the bytes that were fed. */
final class RecordedStream implements SseSink {
    /** One block; the length on the wire is kept apart because a late line feed may or may not be in it. */
    record Block(boolean comment, boolean oversized, String name, String data) {}

    private final SseScanner scanner;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private int fed;
    private int pieceIndex;
    private long accounted;

    RecordedStream(int maxInside) {
        this.scanner = new SseScanner(maxInside, this);
    }

    static List<Block> whole(byte[] bytes, int maxInside) {
        return cut(bytes, maxInside);
    }

    /** Feeds the bytes cut at these positions, then ends the stream. */
    static List<Block> cut(byte[] bytes, int maxInside, int... cuts) {
        final RecordedStream stream = new RecordedStream(maxInside);
        int from = 0;
        for (final int cut : cuts) {
            stream.feed(bytes, from, cut - from);
            from = cut;
        }
        stream.feed(bytes, from, bytes.length - from);
        stream.scanner.finish();
        assertThat(stream.accounted).as("bytes in blocks").isEqualTo(bytes.length);
        assertThat(stream.scanner.atBoundary()).isTrue();
        return stream.blocks;
    }

    static List<Block> byteByByte(byte[] bytes, int maxInside) {
        final int[] cuts = new int[Math.max(0, bytes.length - 1)];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = i + 1;
        }
        return cut(bytes, maxInside, cuts);
    }

    /** Each piece comes in a buffer of its own, somewhere inside it, that is overwritten afterwards. */
    void feed(byte[] bytes, int from, int length) {
        final int margin = fed % 5;
        final ByteBuf in = Unpooled.buffer(length + 2 * margin);
        in.setBytes(margin, bytes, from, length);
        pieceIndex = margin;
        if (length > 0 && scanner.awaitsLineFeed() && bytes[from] == '\n') {
            accounted++;
        }
        scanner.feed(in, margin, length);
        fed += length;
        for (int i = 0; i < in.capacity(); i++) {
            in.setByte(i, '#');
        }
    }

    void finish() {
        scanner.finish();
    }

    SseScanner scanner() {
        return scanner;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Offsets in the stream behind each block. */
    List<Integer> ends() {
        return ends;
    }

    @Override
    public void event(SseEvent event, int endIndex) {
        accounted += event.rawLength();
        final int end = endIndex < 0 ? fed : fed + endIndex - pieceIndex;
        assertThat(accounted).as("end of block %d", blocks.size()).isEqualTo(end);
        ends.add(end);
        blocks.add(new Block(
                event.isComment(),
                event.isOversized(),
                event.name().toString(event.nameIndex(), event.nameLength(), StandardCharsets.ISO_8859_1),
                event.data().toString(event.dataIndex(), event.dataLength(), StandardCharsets.ISO_8859_1)));
    }
}

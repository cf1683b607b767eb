package io.sluice.benchmarks.codec;

import io.netty.buffer.ByteBuf;
import io.sluice.benchmarks.Measured;
import io.sluice.codec.sse.SseEvent;
import io.sluice.codec.sse.SseScanner;
import io.sluice.codec.sse.SseSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Finding the events of a stream and where their data is, an operation is one event: beside readers that split it into lines, of
 * text as a client library does, and of slices as a Netty pipeline does. A read brings one event (a model at its own pace)
 * or 64 (a fast one, a cached answer).
 */
@State(Scope.Thread)
public class SseBenchmark extends Measured {
    private static final int EVENTS = 64;

    @Param({"1", "64"})
    private int eventsPerRead = 1;

    private Buffers reads = Buffers.of(List.of());
    private final Sum sum = new Sum();
    private final SseScanner scanner = new SseScanner(1 << 20, sum);
    private final NettyDecoders.Lines lines = new NettyDecoders.Lines();
    private BufferedReader reader = new BufferedReader(InputStreamReader.nullReader());

    @Setup
    public void reads() {
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < 2 * EVENTS / eventsPerRead; i++) {
            texts.add(Bodies.sse(eventsPerRead, i * eventsPerRead));
        }
        reads = Buffers.of(texts);
        reader = new BufferedReader(new InputStreamReader(new Reads(reads), StandardCharsets.UTF_8));
    }

    @TearDown
    public void release() {
        reads.release();
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long sluice() {
        sum.value = 0;
        for (int i = 0; i < EVENTS; i += eventsPerRead) {
            final ByteBuf read = reads.next();
            scanner.feed(read, 0, read.readableBytes());
        }
        return sum.value;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long textLines() throws IOException {
        long length = 0;
        for (int events = 0; events < EVENTS; ) {
            final String line = line();
            if (line.isEmpty()) {
                events++;
            } else if (line.startsWith("data: ")) {
                length += line.substring(6).length();
            }
        }
        return length;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long nettyLines() throws Exception {
        long length = 0;
        for (int i = 0; i < EVENTS; i += eventsPerRead) {
            final ByteBuf read = reads.next();
            for (ByteBuf line = lines.decode(read); line != null; line = lines.decode(read)) {
                length += isData(line) ? line.readableBytes() - 6 : 0;
                line.release();
            }
        }
        return length;
    }

    private String line() throws IOException {
        final @Nullable String line = reader.readLine();
        if (line == null) {
            throw new IOException("the stream has ended");
        }
        return line;
    }

    private static boolean isData(ByteBuf line) {
        return line.readableBytes() > 6
                && line.getByte(0) == 'd'
                && line.getByte(1) == 'a'
                && line.getByte(2) == 't'
                && line.getByte(3) == 'a'
                && line.getByte(4) == ':'
                && line.getByte(5) == ' ';
    }

    private static final class Sum implements SseSink {
        private long value;

        @Override
        public void event(SseEvent event, int endIndex) {
            value += event.dataLength() + endIndex;
        }
    }

    /** The same reads as a blocking stream that never ends. */
    private static final class Reads extends InputStream {
        private final Buffers buffers;
        private ByteBuf current;

        Reads(Buffers buffers) {
            this.buffers = buffers;
            this.current = buffers.next();
        }

        @Override
        public int read() {
            return ready().readByte() & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            final ByteBuf from = ready();
            final int count = Math.min(length, from.readableBytes());
            from.readBytes(into, offset, count);
            return count;
        }

        private ByteBuf ready() {
            if (!current.isReadable()) {
                current = buffers.next();
            }
            return current;
        }
    }
}

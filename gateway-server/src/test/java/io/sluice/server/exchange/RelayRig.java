package io.sluice.server.exchange;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.Inspectors;
import io.sluice.codec.dialect.StreamInspector;
import io.sluice.codec.dialect.Usage;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.ResponseHead;
import io.sluice.codec.http.ResponseParser;
import io.sluice.codec.http.ResponseSink;
import io.sluice.codec.http.Violation;
import io.sluice.core.config.Secret;
import io.sluice.server.edge.ClientConnection;
import io.sluice.server.edge.EdgeSettings;
import io.sluice.server.edge.RequestListener;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client connection in memory, kept alive, whose answers come from an {@link EventRelay}: what goes in is what an upstream's reads hold. */
final class RelayRig implements AutoCloseable {
    static final int MAX_HELD_BYTES = 256 * 1024;

    private static final byte[] REQUEST = ascii("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
    private static final byte[] HEAD = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] CHUNKED_HEAD = ascii("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    private static final long NEVER_NS = 1L << 60;
    /** Bytes around each read that belong to nobody: reading them would show. */
    private static final int MARGIN = 7;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Usage usage = new Usage();
    private final Map<Endpoint, StreamInspector> inspectors = new EnumMap<>(Endpoint.class);
    private final Answer answer;
    private final EventRelay relay;
    private final byte[] wire = new byte[1 << 20];
    private final byte[] body = new byte[1 << 20];
    private int wireLength;

    RelayRig() {
        channel.config().setAllocator(new HeapAllocator());
        final ClientConnection client = new ClientConnection(
                new EdgeSettings(HttpLimits.DEFAULT, NEVER_NS, NEVER_NS, NEVER_NS, NEVER_NS),
                TimerWheel.on(channel.eventLoop(), NanoClock.SYSTEM),
                NanoClock.SYSTEM,
                connection -> new Deaf());
        channel.pipeline().addLast(client);
        answer = new Answer(client);
        relay = new EventRelay(answer, usage, MAX_HELD_BYTES);
    }

    /** What the client got, framing removed, and what the relay says about it. */
    @SuppressWarnings("ArrayRecordComponent") // outcomes are never compared as a whole
    record Outcome(byte[] body, @Nullable Fault fault, boolean midEvent) {}

    /** Sends one answer whose body arrives in reads that end at {@code cuts} and at its end. */
    Outcome relay(Endpoint endpoint, boolean hideUsage, byte[] stream, int... cuts) {
        channel.writeInbound(Unpooled.wrappedBuffer(REQUEST));
        answer.reset(true, true);
        answer.begin(Unpooled.buffer(256).writeBytes(HEAD), -1, false);
        usage.reset();
        relay.begin(
                inspectors.computeIfAbsent(endpoint, Inspectors::stream),
                hideUsage,
                ChannelSecrets.of(Secret.of("credential"), List.of()));
        int from = 0;
        for (final int cut : cuts) {
            read(stream, from, cut);
            from = cut;
        }
        read(stream, from, stream.length);
        final Fault fault = relay.end();
        answer.finish();
        return new Outcome(received(), fault, relay.isMidEvent());
    }

    /** Sends one answer that comes in chunks, through a parser; {@code wire} is its body with its framing, in reads that end at {@code cuts}. */
    Outcome relayChunks(Endpoint endpoint, boolean hideUsage, byte[] wire, int... cuts) {
        channel.writeInbound(Unpooled.wrappedBuffer(REQUEST));
        answer.reset(true, true);
        answer.begin(Unpooled.buffer(256).writeBytes(HEAD), -1, false);
        usage.reset();
        relay.begin(
                inspectors.computeIfAbsent(endpoint, Inspectors::stream),
                hideUsage,
                ChannelSecrets.of(Secret.of("credential"), List.of()));
        final Feeder feeder = new Feeder();
        feeder.parser.expect(false);
        feeder.read(CHUNKED_HEAD, 0, CHUNKED_HEAD.length);
        int from = 0;
        for (final int cut : cuts) {
            feeder.read(wire, from, cut);
            from = cut;
        }
        feeder.read(wire, from, wire.length);
        if (!feeder.ended) {
            throw new AssertionError("the wire has no end");
        }
        return new Outcome(received(), feeder.fault, relay.isMidEvent());
    }

    /** The answer last received as it came, head and framing included. */
    byte[] wire() {
        return Arrays.copyOf(wire, wireLength);
    }

    /** An upstream's connection: the parser between its reads and the relay. */
    private final class Feeder implements ResponseSink {
        private final ResponseParser parser = new ResponseParser(HttpLimits.DEFAULT, this);
        private @Nullable Fault fault;
        private boolean ended;

        void read(byte[] bytes, int from, int to) {
            final ByteBuf in = channel.alloc().buffer(Math.max(1, to - from)).writeBytes(bytes, from, to - from);
            parser.feed(in);
            in.release();
            if (!ended) {
                answer.flushRead();
            }
        }

        @Override
        public void head(ResponseHead head) {}

        @Override
        public void body(ByteBuf in, int index, int length) {
            relay.body(in, index, length);
        }

        @Override
        public void chunk(ByteBuf in, int index, int length, int start, int end) {
            relay.chunk(in, index, length, start, end);
        }

        @Override
        public void end() {
            ended = true;
            fault = relay.end();
            answer.finish();
        }

        @Override
        public void violation(Violation rule, long atOffset) {
            throw new AssertionError(rule + " at " + atOffset);
        }
    }

    private void read(byte[] stream, int from, int to) {
        final byte[] around = new byte[to - from + 2 * MARGIN];
        Arrays.fill(around, (byte) '\n');
        System.arraycopy(stream, from, around, MARGIN, to - from);
        final ByteBuf in = Unpooled.wrappedBuffer(around);
        relay.body(in, MARGIN, to - from);
        answer.flushBatch();
        in.release();
    }

    private byte[] received() {
        wireLength = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            final int length = out.readableBytes();
            out.readBytes(wire, wireLength, length);
            wireLength += length;
            out.release();
        }
        int at = lineEnd(0);
        boolean chunked = false;
        for (int line = at + 2; ; line = at + 2) {
            at = lineEnd(line);
            if (at == line) {
                break;
            }
            chunked |= wire[line] == 't'; // transfer-encoding: the one field with that letter
        }
        return chunked ? chunks(at + 2) : Arrays.copyOfRange(wire, at + 2, wireLength);
    }

    private byte[] chunks(int start) {
        int at = start;
        int length = 0;
        for (; ; ) {
            final int lineEnd = lineEnd(at);
            int size = 0;
            for (int i = at; i < lineEnd; i++) {
                size = size * 16 + Character.digit(wire[i], 16);
            }
            System.arraycopy(wire, lineEnd + 2, body, length, size);
            length += size;
            at = lineEnd + 2 + size;
            if (lineEnd(at) != at) {
                throw new AssertionError("a chunk is longer than it says: " + text());
            }
            at += 2;
            if (size == 0) {
                break;
            }
        }
        if (at != wireLength) {
            throw new AssertionError("bytes behind the last chunk: " + text());
        }
        return Arrays.copyOf(body, length);
    }

    private int lineEnd(int from) {
        for (int i = from; i + 1 < wireLength; i++) {
            if (wire[i] == '\r' && wire[i + 1] == '\n') {
                return i;
            }
        }
        throw new AssertionError("a line has no end: " + text());
    }

    private String text() {
        return new String(wire, 0, wireLength, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }

    /** Cheap buffers: a million answers pass through here. */
    private static final class HeapAllocator extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return newHeapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    /** Answers nothing by itself. */
    static final class Deaf implements RequestListener {
        @Override
        public void head(RequestHead head) {}

        @Override
        public void body(ByteBuf in, int index, int length) {}

        @Override
        public void end() {}

        @Override
        public void violation(Violation rule) {}

        @Override
        public void requestTimeout() {}

        @Override
        public void overloaded() {}

        @Override
        public void clientGone() {}

        @Override
        public void writabilityChanged(boolean writable) {}
    }
}

package io.sluice.benchmarks.endtoend.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.ResponseHead;
import io.sluice.codec.http.ResponseParser;
import io.sluice.codec.http.ResponseSink;
import io.sluice.codec.http.Violation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One client connection and the request on it: IDLE > CONNECTING > BUSY > IDLE, over and over; a connection that is gone is
 * made again for the next request. Confined to the run's loop.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter implements ResponseSink, StampScanner.Sink {
    private static final HttpLimits LIMITS = new HttpLimits(64 * 1024, 256, Long.MAX_VALUE);
    private static final int TAIL_BYTES = 64;

    private enum State {
        IDLE,
        CONNECTING,
        BUSY
    }

    private final LoadRun run;
    private final StampScanner stamps = new StampScanner(this);
    private final byte[] tail = new byte[TAIL_BYTES];
    private ResponseParser parser = new ResponseParser(LIMITS, this);
    private @Nullable Channel channel;
    private State state = State.IDLE;
    private long intendedNs;
    private long begunNs;
    private long lastEventNs;
    private long readNs;
    private int tailLength;
    private int status;
    private int eventCount;
    private boolean answered;

    LoadConnection(LoadRun run) {
        this.run = run;
    }

    /** One after another, the channels of this connection have it as their handler. */
    @Override
    public boolean isSharable() {
        return true;
    }

    boolean isIdle() {
        return state == State.IDLE;
    }

    /** Whether a stream is under way that has had an event. */
    boolean isStreaming() {
        return state == State.BUSY && eventCount > 0;
    }

    /** When the request under way should have begun. */
    long intendedNs() {
        return intendedNs;
    }

    /** When anything of the request under way was last seen to move: its beginning, or bytes of its answer. */
    long movedNs() {
        return Math.max(begunNs, readNs);
    }

    /** Begins a request; the connection must be idle. */
    void begin(long intendedNs, long nowNs) {
        this.intendedNs = intendedNs;
        this.begunNs = nowNs;
        lastEventNs = 0;
        tailLength = 0;
        status = 0;
        eventCount = 0;
        answered = false;
        stamps.reset();
        final Channel open = channel;
        if (open != null && open.isActive()) {
            send(open);
        } else {
            state = State.CONNECTING;
            run.connect(this);
        }
    }

    /** The connection is up, TLS included. */
    void connected(Channel open) {
        if (state != State.CONNECTING) {
            open.close();
            return;
        }
        channel = open;
        parser = new ResponseParser(LIMITS, this);
        send(open);
    }

    void failedToConnect() {
        if (state == State.CONNECTING) {
            fail("connect");
        }
    }

    /** Gives up the request under way. */
    void abandon(String cause) {
        if (state != State.IDLE) {
            fail(cause);
        }
    }

    /** Closes without a word. */
    void close() {
        state = State.IDLE;
        drop();
    }

    private void send(Channel open) {
        state = State.BUSY;
        parser.expect(false);
        open.writeAndFlush(run.request().duplicate());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        final ByteBuf in = (ByteBuf) message;
        readNs = System.nanoTime();
        try {
            while (in.isReadable() && ctx.channel().equals(channel)) {
                parser.feed(in);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!ctx.channel().equals(channel)) {
            return;
        }
        readNs = System.nanoTime();
        parser.eof();
        if (ctx.channel().equals(channel)) {
            parser.close();
            channel = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void head(ResponseHead head) {
        status = head.status();
        if (!run.plan().stream()) {
            answered = true;
            run.firstToken(readNs - intendedNs);
        }
    }

    @Override
    public void body(ByteBuf in, int index, int length) {
        if (run.plan().stream()) {
            stamps.scan(in, index, length);
            keepTail(in, index, length);
        } else if (status >= 400) {
            keepTail(in, index, length);
        }
    }

    private void keepTail(ByteBuf in, int index, int length) {
        final int more = Math.min(length, TAIL_BYTES);
        final int keep = Math.min(tailLength, TAIL_BYTES - more);
        System.arraycopy(tail, tailLength - keep, tail, 0, keep);
        in.getBytes(index + length - more, tail, keep, more);
        tailLength = keep + more;
    }

    @Override
    public void stamp(long clockNs, int number) {
        if (!answered) {
            answered = true;
            run.firstToken(readNs - intendedNs);
        }
        run.event(readNs - clockNs, lastEventNs == 0 ? -1 : readNs - lastEventNs, Math.max(0, number - eventCount));
        eventCount = number + 1;
        lastEventNs = readNs;
    }

    @Override
    public void end() {
        final String fault = fault();
        state = State.IDLE;
        if (run.plan().closeEach() || !parser.isReusable()) {
            drop();
        }
        run.ended(this, readNs - intendedNs, fault);
    }

    private @Nullable String fault() {
        if (status != 200) {
            run.tell(status, new String(tail, 0, tailLength, StandardCharsets.ISO_8859_1));
            return "status " + status;
        }
        if (!run.plan().stream()) {
            return null;
        }
        final String end = new String(tail, 0, tailLength, StandardCharsets.ISO_8859_1);
        final int expected = run.plan().expectEvents();
        final boolean whole = end.contains("[DONE]") || end.contains("message_stop");
        return whole && (expected == 0 || expected == eventCount) ? null : "incomplete stream";
    }

    @Override
    public void violation(Violation rule, long atOffset) {
        fail(answered || status != 0 ? "cut off" : "closed");
    }

    private void fail(String cause) {
        state = State.IDLE;
        drop();
        run.ended(this, System.nanoTime() - intendedNs, cause);
    }

    private void drop() {
        final Channel open = channel;
        channel = null;
        parser.close();
        if (open != null) {
            open.close();
        }
    }
}

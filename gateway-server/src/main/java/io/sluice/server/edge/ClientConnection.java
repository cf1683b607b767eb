package io.sluice.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.RequestParser;
import io.sluice.codec.http.RequestSink;
import io.sluice.codec.http.Violation;
import io.sluice.server.loop.LoopMemory;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection's life. Requests are taken one at a time: bytes that arrive behind a request which is still
 * being answered wait, and up to a bound the socket is read on so that a client's leaving is seen at once. A client that
 * has sent more than that is read no further until its requests are answered: its leaving is then seen when the kernel
 * tells of it unasked, as epoll does, and at the latest when its answer can't be written. A client that closes its sending
 * side has left. After a few requests that are answered on the spot the loop's others have their turn.
 *
 * <pre>
 * IDLE > HEAD > BODY > ANSWERING > IDLE      (keep-alive)
 *          any of them > ENDING > LINGERING > CLOSED  (refused, or the answer was the last)
 * </pre>
 *
 * Confined to the connection's loop.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    private static final long NS_PER_BODY_BYTE = 1_000_000_000L / EdgeSettings.MIN_BODY_BYTES_PER_SECOND;
    private static final ByteBuf CONTINUE = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .asReadOnly());

    private enum State {
        IDLE,
        HEAD,
        BODY,
        ANSWERING,
        /** The last answer is written, and waits for the client to take it. */
        ENDING,
        LINGERING,
        CLOSED
    }

    private final EdgeSettings settings;
    private final NanoClock clock;
    private final RequestParser parser;
    private final RequestListener listener;
    private final ConnectionTimer timer;

    private @Nullable ChannelHandlerContext context;
    private byte @Nullable [] remoteAddress;
    private State state = State.IDLE;
    private boolean consuming;
    private boolean answerOpen;
    private final LoopMemory memory;
    private final Pipelined pipelined;
    private final Outbound outbound;
    private final Runnable resumption = this::resume;
    private boolean resuming;
    private boolean reading = true;
    private int turnsRequests;

    private long bodyStartNs;
    private long bodyBytes;
    private long lingeredBytes;
    private State armedFor = State.IDLE;

    /** A connection whose memory nobody counts. */
    public ClientConnection(
            EdgeSettings settings,
            TimerWheel wheel,
            NanoClock clock,
            Function<ClientConnection, RequestListener> listeners) {
        this(settings, wheel, clock, LoopMemory.unbounded(), listeners);
    }

    /**
     * @param memory where what the client makes its loop hold is counted
     * @param listeners makes the listener of this connection's requests; called once, from this constructor
     */
    public ClientConnection(
            EdgeSettings settings,
            TimerWheel wheel,
            NanoClock clock,
            LoopMemory memory,
            Function<ClientConnection, RequestListener> listeners) {
        this.memory = memory;
        this.pipelined = new Pipelined(memory);
        this.settings = settings;
        this.clock = clock;
        this.timer = new ConnectionTimer(wheel, this::deadlinePassed);
        this.parser = new RequestParser(settings.http(), new Sink());
        this.outbound = new Outbound(memory, parser);
        this.listener = listeners.apply(this);
    }

    /** The loop that this connection, and everything done for it, runs on. */
    public EventLoop loop() {
        return context().channel().eventLoop();
    }

    /** The connection's channel, for its allocator and attributes; reading and writing go through this class. */
    public Channel channel() {
        return context().channel();
    }

    /** Raw bytes of the peer's address, 4 or 16, not to be changed; empty where the transport has none. */
    public byte[] remoteAddress() {
        byte[] known = remoteAddress;
        if (known == null) {
            known = addressOf(context().channel().remoteAddress());
            remoteAddress = known;
        }
        return known;
    }

    private static byte[] addressOf(@Nullable SocketAddress peer) {
        final InetAddress ip = peer instanceof InetSocketAddress address ? address.getAddress() : null;
        return ip == null ? new byte[0] : ip.getAddress();
    }

    /** Where what the client makes its loop hold is counted. */
    public LoopMemory memory() {
        return memory;
    }

    /** False while more than the high water mark of bytes waits for the client. */
    public boolean isWritable() {
        return context().channel().isWritable();
    }

    /** Whether the request being answered has arrived in full, so that the connection can serve another. */
    public boolean isRequestComplete() {
        return state == State.ANSWERING;
    }

    /**
     * What is known of a head that was refused or didn't come in time: borrowed, readable during {@link
     * RequestListener#violation} and {@link RequestListener#requestTimeout}; null when its target isn't known.
     */
    public @Nullable RequestHead refusedHead() {
        return parser.refusedHead();
    }

    /** Tells the client to go on with its body (RFC 9110 10.1.1). */
    public void sendContinue() {
        write(CONTINUE.duplicate());
        flush();
    }

    /** Enqueues bytes of the answer. Takes {@code bytes}, also when the client is gone. */
    public void write(ByteBuf bytes) {
        assert loop().inEventLoop();
        if (state == State.CLOSED) {
            bytes.release();
            return;
        }
        outbound.write(bytes);
    }

    /** Sends what is enqueued; inside a read batch it is sent at the batch's end, together. */
    public void flush() {
        if (!consuming) {
            outbound.flush();
        }
    }

    /**
     * The answer is written in full. Flushes it and goes on with the next request, or closes.
     *
     * @param keepAlive whether the answer promised to keep the connection; ignored when the request has not arrived whole
     */
    public void finishAnswer(boolean keepAlive) {
        assert answerOpen : "no answer is open";
        answerOpen = false;
        if (state == State.CLOSED) {
            return;
        }
        if (keepAlive && state == State.ANSWERING) {
            state = State.IDLE;
            if (consuming) {
                return;
            }
            flush();
            resumePipelined();
            return;
        }
        linger();
    }

    /**
     * Closes with a reset, and without a good-bye of TLS: for a body whose only end is the connection's, which would otherwise
     * look complete.
     */
    public void reset() {
        answerOpen = false;
        if (state != State.CLOSED) {
            outbound.reset();
        }
    }

    /** Closes at once, dropping what is unsent: for an answer that can't be finished truthfully. */
    public void abort() {
        answerOpen = false;
        if (state != State.CLOSED) {
            context().channel().close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        outbound.attach(ctx);
        if (ctx.channel().isActive()) {
            arm();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        arm();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        final ByteBuf in = (ByteBuf) message;
        if (state == State.ANSWERING || !pipelined.isEmpty()) {
            keepPipelined(in);
            return;
        }
        consume(in);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush();
        if (state != State.CLOSED) {
            outbound.count();
            shedHead();
            arm();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (answerOpen) {
            listener.writabilityChanged(ctx.channel().isWritable());
        } else if (ctx.channel().isWritable()) {
            resumeLater();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        timer.stop();
        parser.close();
        pipelined.release();
        outbound.count();
        if (answerOpen) {
            answerOpen = false;
            listener.clientGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (isUnexpected(cause)) {
            LOG.error("closing a client connection after an unexpected fault", cause);
        } else {
            LOG.debug("client connection failed: {}", cause.toString());
        }
        ctx.close();
    }

    /** TLS tells of a broken handshake, or of a plain request, in a wrapper of Netty's: anybody's doing, and no fault of ours. */
    private static boolean isUnexpected(Throwable cause) {
        final boolean wrapped = cause instanceof DecoderException && cause.getCause() instanceof IOException;
        return !wrapped && (cause instanceof Error || cause instanceof RuntimeException);
    }

    /** The end of TLS is what the end of input is without it: the client has left. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent && state != State.CLOSED) {
            ctx.close();
        }
    }

    /** Takes {@code in}. */
    private void consume(ByteBuf in) {
        consuming = true;
        turnsRequests = 0;
        try {
            while (in.isReadable() && feed(in)) {}
        } finally {
            consuming = false;
            if (in.isReadable() && (state == State.ANSWERING || state == State.IDLE)) {
                keepPipelined(in);
            } else {
                in.release();
            }
        }
    }

    /** Gives the parser what it takes; false when the rest has to wait or goes nowhere. */
    private boolean feed(ByteBuf in) {
        return switch (state) {
            case IDLE -> {
                if (turnsRequests == EdgeSettings.MAX_REQUESTS_PER_TURN || !isWritable()) {
                    yield false; // others come first, or the answer would only wait behind those not taken yet
                }
                turnsRequests++;
                state = State.HEAD;
                timer.set(clock.nanoTime() + settings.headNs());
                parser.feed(in);
                yield true;
            }
            case HEAD -> {
                parser.feed(in);
                yield true;
            }
            case BODY -> {
                final int before = in.readableBytes();
                parser.feed(in);
                bodyBytes += before - in.readableBytes();
                yield true;
            }
            case ANSWERING -> false;
            case ENDING, LINGERING -> {
                lingeredBytes += in.readableBytes();
                in.skipBytes(in.readableBytes());
                if (lingeredBytes > EdgeSettings.MAX_LINGER_BYTES) {
                    context().close();
                }
                yield false;
            }
            case CLOSED -> {
                in.skipBytes(in.readableBytes());
                yield false;
            }
        };
    }

    private void keepPipelined(ByteBuf in) {
        pipelined.keep(in, context().alloc());
        if (pipelined.bytes() > EdgeSettings.MAX_UNREAD_BYTES) {
            context().close(); // it can only have left: what the kernel still had of it comes without being asked for
            return;
        }
        readOnOrNot();
        if (state == State.IDLE && isWritable()) {
            resumeLater();
        }
    }

    private void resumePipelined() {
        if (!pipelined.isEmpty()) {
            consume(pipelined.take());
            flush();
        }
        if (state != State.CLOSED) {
            readOnOrNot();
            arm();
        }
    }

    /** Goes on with the requests that wait when all others of the loop have had their turn. */
    private void resumeLater() {
        if (!resuming && !pipelined.isEmpty()) {
            resuming = true;
            loop().execute(resumption);
        }
    }

    private void resume() {
        resuming = false;
        if (state == State.IDLE) {
            resumePipelined();
        }
    }

    private void readOnOrNot() {
        read(pipelined.isEmpty() || (pipelined.bytes() <= EdgeSettings.MAX_PIPELINED_BYTES && memory.hasRoom(1)));
    }

    private void read(boolean on) {
        if (reading != on) {
            reading = on;
            context().channel().config().setAutoRead(on);
        }
    }

    /** The last answer is written. When the client has taken it, its side is closed; what it still sends is dropped. */
    private void linger() {
        state = State.ENDING;
        parser.close();
        pipelined.release();
        outbound.flushLast();
        read(true);
        if (outbound.waitingBytes() == 0) {
            endOutput();
        } else {
            outbound.whenTaken(written -> loop().execute(this::endOutput)); // closing now would drop what waits
            arm();
        }
    }

    /** Half-closes and drops what still comes for a while: a reset could destroy the answer before it is read. */
    private void endOutput() {
        if (state != State.ENDING) {
            return;
        }
        state = State.LINGERING;
        outbound.end();
        arm();
    }

    /** Sets the deadline of the present state. */
    private void arm() {
        final long nowNs = clock.nanoTime();
        final long deadlineNs = switch (state) {
            case IDLE -> nowNs + settings.keepAliveNs();
            case HEAD -> timer.atNs();
            case BODY ->
                Math.min(
                        nowNs + settings.bodyIdleNs(),
                        bodyStartNs + settings.bodyIdleNs() + bodyBytes * NS_PER_BODY_BYTE);
            // Whatever the client sends meanwhile gains it no time.
            case ANSWERING, ENDING -> armedFor == state ? timer.atNs() : nowNs + settings.writeIdleNs();
            case LINGERING -> armedFor == state ? timer.atNs() : nowNs + EdgeSettings.LINGER_NS;
            case CLOSED -> Long.MAX_VALUE;
        };
        armedFor = state;
        timer.arm(deadlineNs);
    }

    private void deadlinePassed(long nowNs) {
        switch (state) {
            case LINGERING -> context().close();
            case IDLE -> {
                if (outbound.waitingBytes() == 0 || isTooSlow(nowNs)) {
                    context().close();
                } else {
                    timer.set(nowNs + settings.writeIdleNs());
                }
            }
            case HEAD, BODY -> {
                answerOpen = true;
                listener.requestTimeout();
                flush();
            }
            case ANSWERING, ENDING -> {
                if (isTooSlow(nowNs)) {
                    LOG.debug("closing a client connection that takes its bytes too slowly");
                    context().channel().close();
                } else {
                    timer.set(nowNs + settings.writeIdleNs());
                }
            }
            case CLOSED -> {}
        }
    }

    private boolean isTooSlow(long nowNs) {
        return outbound.isTooSlow(nowNs, settings.writeIdleNs());
    }

    /** An unfinished head is held too: in want of memory its sender is turned away before it has asked for anything. */
    private void shedHead() {
        if (state == State.HEAD && parser.heldBytes() > 0 && !memory.hasRoom(1)) {
            answerOpen = true;
            listener.overloaded();
            flush();
        }
    }

    private ChannelHandlerContext context() {
        final ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return ctx;
    }

    /** Moves the connection through its states as the parser finds the parts of a request. */
    private final class Sink implements RequestSink {
        @Override
        public void head(RequestHead head) {
            state = State.BODY;
            bodyStartNs = clock.nanoTime();
            bodyBytes = 0;
            answerOpen = true;
            listener.head(head);
        }

        @Override
        public void body(ByteBuf in, int index, int length) {
            if (state == State.BODY) {
                listener.body(in, index, length);
            }
        }

        @Override
        public void end() {
            if (state == State.BODY) {
                state = State.ANSWERING;
                listener.end();
            }
        }

        @Override
        public void violation(Violation rule, long atOffset) {
            if (state == State.HEAD || state == State.BODY) {
                answerOpen = true;
                listener.violation(rule);
            }
        }
    }
}

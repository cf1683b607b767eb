package io.sluice.server.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.codec.http.ResponseHead;
import io.sluice.codec.http.ResponseParser;
import io.sluice.codec.http.ResponseSink;
import io.sluice.codec.http.Violation;
import io.sluice.server.loop.Timeout;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Life of one connection to an upstream: CONNECTING > IDLE > BUSY > DRAINED > IDLE …, and from each to CLOSED, which
 * nothing leaves. BUSY begins when it is handed out, DRAINED when the answer is complete.
 *
 * <p>It serves one exchange after another and lets nothing of one reach the next: the listener is detached when the
 * exchange gives it up; it goes back to its pool only at the end of a read batch, with the request fully written, the
 * answer cleanly ended and no byte left over; where the last read didn't empty the socket it is looked at once more before
 * that; and bytes that arrive while nothing has been asked close it.
 *
 * <p>Confined to its loop. After {@link #release}, {@link #cancel} or {@link UpstreamListener#failed} the exchange must
 * forget it: by then it may be serving another.
 */
public final class UpstreamConnection {
    private enum State {
        CONNECTING,
        IDLE,
        BUSY,
        DRAINED,
        CLOSED
    }

    /** How long a socket that may hold more than was read is watched before it serves again. */
    private static final long SECOND_LOOK_NS = 1_000_000;

    // The pool's list of idle connections; the pool writes these.
    @Nullable
    UpstreamConnection newer;

    @Nullable
    UpstreamConnection older;

    boolean inIdleList;
    long idleUntilNs;

    private final OriginPool pool;
    private final UpstreamPools pools;
    private final Origin origin;
    private final UpstreamHandler handler = new UpstreamHandler(this);
    private final ResponseParser parser;
    private final Conduct conduct = new Conduct();
    private final SecondLook secondLook = new SecondLook();
    private @Nullable ChannelHandlerContext context;
    private State state = State.CONNECTING;
    private long readySinceNs;
    private long idleMaxAgeNs;

    private @Nullable UpstreamListener listener;
    private boolean inBatch;
    private boolean releasing;
    private String failureDetail = "";

    UpstreamConnection(OriginPool pool, UpstreamPools pools, Origin origin) {
        this.pool = pool;
        this.pools = pools;
        this.origin = origin;
        this.idleMaxAgeNs = pools.settings().idleMaxAgeNs();
        this.parser = new ResponseParser(pools.settings().responseLimits(), new Sink());
    }

    // The exchange's side

    /**
     * Begins an exchange: what arrives from now on is its answer. When the connection has been lost since it was handed
     * out, {@code failed} is called within this call.
     *
     * @param headRequest whether the request is a HEAD, whose answer has no body
     */
    public void start(UpstreamListener exchange, boolean headRequest) {
        assert inLoop();
        if (state != State.BUSY) {
            failureDetail = origin + " closed the connection before the request was sent";
            exchange.failed(UpstreamFailure.CLOSED, false);
            return;
        }
        listener = exchange;
        parser.expect(headRequest);
    }

    /**
     * Queues a piece of the request.
     *
     * @param bytes taken, also when the connection is gone
     */
    public void write(ByteBuf bytes) {
        assert inLoop();
        final ChannelHandlerContext open = context;
        if (open == null || listener == null || conduct.isBroken()) {
            bytes.release();
            return;
        }
        open.write(bytes, open.voidPromise());
    }

    /** Sends what is queued. */
    public void flush() {
        assert inLoop();
        final ChannelHandlerContext open = context;
        if (open != null && listener != null) {
            conduct.asked();
            open.flush();
        }
    }

    /** The last byte of the request has been given to {@link #write}: without this the connection won't serve again. */
    public void requestComplete() {
        conduct.requestComplete();
    }

    /** Whether the write buffer is below its mark; {@link UpstreamListener#writabilityChanged} tells of changes. */
    public boolean isWritable() {
        final Channel channel = channel();
        return channel != null && channel.isWritable();
    }

    /** Whether the kernel has the whole request. */
    public boolean isRequestSent() {
        final Channel channel = channel();
        return channel != null && conduct.isRequestSent(channel);
    }

    /** Stops reading from the socket, so that the upstream is held up; what has been read already still arrives. */
    public void pauseReading() {
        setReading(false);
    }

    /** Undoes {@link #pauseReading}. */
    public void resumeReading() {
        setReading(true);
    }

    /**
     * Gives the connection up: it returns to its pool when the request was fully written and the answer ended cleanly, and is closed
     * otherwise. The listener hears nothing any more.
     */
    public void release() {
        assert inLoop();
        detach();
        if (state == State.CLOSED) {
            return;
        }
        if (inBatch && state == State.DRAINED) {
            releasing = true; // bytes of the same batch may still show that it can't be trusted
        } else {
            finishRelease();
        }
    }

    /** Gives the connection up and closes it at once. The listener hears nothing any more. */
    public void cancel() {
        assert inLoop();
        detach();
        close();
    }

    /** Words for the last failure, for people; without secrets. */
    public String failureDetail() {
        return failureDetail;
    }

    /** Where it leads. */
    public Origin origin() {
        return origin;
    }

    // The pool's side

    UpstreamHandler handler() {
        return handler;
    }

    void attached(ChannelHandlerContext to) {
        context = to;
    }

    /** Puts TLS between the socket, or the proxy, and this. */
    void addBefore(ChannelHandler tls) {
        final ChannelHandlerContext open = context;
        if (open != null) {
            open.pipeline().addBefore(open.name(), null, tls);
        }
    }

    boolean isOpen() {
        final Channel channel = channel();
        return channel != null && channel.isActive();
    }

    void ready(long nowNs) {
        move(State.CONNECTING, State.IDLE);
        readySinceNs = nowNs;
    }

    /** It is handed out. */
    void lease() {
        move(State.IDLE, State.BUSY);
        conduct.begin();
    }

    boolean isTooOld(long nowNs) {
        return idleMaxAgeNs == 0 || nowNs - readySinceNs > pools.settings().lifetimeNs();
    }

    long idleMaxAgeNs() {
        return idleMaxAgeNs;
    }

    void closeIdle() {
        close();
    }

    // The wire's side

    void received(ByteBuf in) {
        inBatch = true;
        switch (state) {
            case BUSY -> answer(in);
            case DRAINED -> conduct.behindAnswer(in.isReadable());
            case IDLE -> close(); // nobody asked
            case CONNECTING, CLOSED -> {}
        }
    }

    private void answer(ByteBuf in) {
        if (!conduct.isAsked()) {
            fail(UpstreamFailure.CLOSED, false, origin + " sent bytes before it was asked");
            return;
        }
        parser.feed(in);
        if (state == State.DRAINED) {
            conduct.behindAnswer(in.isReadable());
        }
    }

    void readComplete() {
        inBatch = false;
        final UpstreamListener exchange = listener;
        if (exchange != null) {
            exchange.readComplete();
        } else if (releasing) {
            releasing = false;
            finishRelease();
        }
    }

    void writabilityChanged() {
        final UpstreamListener exchange = listener;
        if (exchange != null) {
            exchange.writabilityChanged(isWritable());
        }
    }

    void closeNotified() {
        conduct.closeNotified();
        if (state == State.IDLE) {
            close(); // before somebody asks what can't be answered any more
        }
    }

    /** Something below failed. A failed write leaves the reading side open: the answer may say why. */
    void broken(Throwable cause) {
        conduct.broken(cause);
        if (!(cause instanceof IOException) && state != State.CONNECTING) {
            failOrClose(
                    UpstreamFailure.RESET,
                    parser.sawBytes(),
                    "connection to " + origin + " broke: " + Conduct.words(cause));
        } else if (state == State.IDLE) {
            close();
        }
    }

    void inactive() {
        inBatch = false;
        if (state == State.BUSY && listener != null) {
            endOfInput();
        } else {
            close();
        }
    }

    private void endOfInput() {
        final boolean anyBytes = parser.sawBytes();
        final UpstreamFailure failure = conduct.failureAtEnd(anyBytes, origin.tls() != null);
        if (failure != null) {
            fail(failure, anyBytes, conduct.detailAtEnd(origin));
        } else {
            parser.eof();
            final UpstreamListener exchange = listener;
            if (exchange != null) {
                exchange.readComplete();
            }
            close();
        }
    }

    // Ends

    private void finishRelease() {
        final Channel channel = channel();
        if (channel == null || !isReusable(channel)) {
            close();
        } else if (Conduct.mayHoldMore(channel)) {
            pools.wheel().schedule(secondLook, pools.nowNs() + SECOND_LOOK_NS);
            channel.config().setAutoRead(true);
        } else {
            move(State.DRAINED, State.IDLE);
            pool.returned(this);
        }
    }

    private boolean isReusable(Channel channel) {
        return state == State.DRAINED && conduct.isSpotless(channel, parser);
    }

    private void failOrClose(UpstreamFailure failure, boolean anyBytes, String detail) {
        if (listener != null) {
            fail(failure, anyBytes, detail);
        } else {
            close();
        }
    }

    private void fail(UpstreamFailure failure, boolean anyBytes, String detail) {
        final UpstreamListener exchange = listener;
        failureDetail = detail;
        detach();
        close();
        if (exchange != null) {
            exchange.failed(failure, anyBytes);
        }
    }

    private void detach() {
        listener = null;
    }

    private void close() {
        if (state == State.CLOSED) {
            return;
        }
        final boolean counted = state != State.CONNECTING;
        state = State.CLOSED;
        pools.wheel().cancel(secondLook);
        parser.close();
        final Channel channel = channel();
        if (channel != null) {
            channel.close();
        }
        if (counted) {
            pool.closed(this);
        }
    }

    private void move(State from, State to) {
        if (state != from) {
            throw new IllegalStateException("a connection can't become " + to + " while " + state);
        }
        state = to;
    }

    private void setReading(boolean on) {
        assert inLoop();
        final Channel channel = channel();
        if (channel != null && listener != null) {
            channel.config().setAutoRead(on);
        }
    }

    @Nullable
    Channel channel() {
        final ChannelHandlerContext open = context;
        return open == null ? null : open.channel();
    }

    private boolean inLoop() {
        return pools.loop().inEventLoop();
    }

    /** Ends the watch on a socket that may have held more: nothing came. */
    private final class SecondLook extends Timeout {
        @Override
        protected void expired(long nowNs) {
            final Channel channel = channel();
            if (channel == null || !isReusable(channel)) {
                close();
                return;
            }
            move(State.DRAINED, State.IDLE);
            pool.returned(UpstreamConnection.this);
        }
    }

    /** Passes the parser's calls on to the exchange, while there is one. */
    private final class Sink implements ResponseSink {
        @Override
        public void head(ResponseHead head) {
            final long announcedNs = KeepAliveField.timeoutNs(head);
            if (announcedNs >= 0) {
                idleMaxAgeNs = Math.min(pools.settings().idleMaxAgeNs(), announcedNs);
            }
            final UpstreamListener exchange = listener;
            if (exchange != null) {
                exchange.head(head);
            }
        }

        @Override
        public void body(ByteBuf in, int index, int length) {
            final UpstreamListener exchange = listener;
            if (exchange != null) {
                exchange.body(in, index, length);
            }
        }

        @Override
        public void chunk(ByteBuf in, int index, int length, int start, int end) {
            final UpstreamListener exchange = listener;
            if (exchange != null) {
                exchange.chunk(in, index, length, start, end);
            }
        }

        @Override
        public void end() {
            if (state != State.BUSY) {
                return;
            }
            move(State.BUSY, State.DRAINED);
            final UpstreamListener exchange = listener;
            if (exchange != null) {
                exchange.end();
            }
        }

        @Override
        public void violation(Violation rule, long atOffset) {
            final boolean anyBytes = parser.sawBytes();
            if (rule != Violation.TRUNCATED) {
                final String detail = origin + " broke HTTP (" + rule.section() + "): " + rule.message();
                failOrClose(UpstreamFailure.VIOLATION, anyBytes, detail);
            } else if (anyBytes) {
                failOrClose(UpstreamFailure.TRUNCATED, true, origin + " closed the connection within its answer");
            } else {
                failOrClose(UpstreamFailure.CLOSED, false, origin + " closed the connection without an answer");
            }
        }
    }
}

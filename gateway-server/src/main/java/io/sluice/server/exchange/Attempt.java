package io.sluice.server.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.UpstreamError;
import io.sluice.codec.http.ResponseHead;
import io.sluice.core.config.UpstreamTimeouts;
import io.sluice.server.loop.Timeout;
import io.sluice.server.upstream.Acquirer;
import io.sluice.server.upstream.ConnectFailure;
import io.sluice.server.upstream.Ticket;
import io.sluice.server.upstream.UpstreamConnection;
import io.sluice.server.upstream.UpstreamFailure;
import io.sluice.server.upstream.UpstreamListener;
import org.jspecify.annotations.Nullable;

/**
 * One try at one upstream: connects, sends the request, and brings back either an answer on its relay or a {@link Fault}.
 * Tells its exchange exactly one of {@link Exchange#attemptSucceeded} and {@link Exchange#attemptFailed}, unless it is
 * cancelled first. Reused for the exchange's next try; confined to the loop.
 *
 * <pre>
 * IDLE > CONNECTING > WAITING (sent, no head yet) > REFUSED (collecting an error's body) > IDLE
 *                                                 > RELAYING                             > IDLE
 * </pre>
 */
final class Attempt implements UpstreamListener, Acquirer {
    private enum State {
        IDLE,
        CONNECTING,
        WAITING,
        REFUSED,
        RELAYING
    }

    /** An error's body is read up to here, to tell what the vendor said. */
    private static final int MAX_ERROR_BYTES = 64 * 1024;

    /** How long an upstream may take to end its body once it has said that the answer is complete. */
    private static final long END_GRACE_NS = 2_000_000_000L;

    /** A batch is flushed at its end or at this size; its last bytes only when the answer is on the books. */
    private static final int MAX_UNFLUSHED_BYTES = 64 * 1024;

    private static final UpstreamTimeouts NO_TIME = new UpstreamTimeouts(0, 0, 0, 0);

    /** What a part of an answer, such as an event, must gain once it has taken longer than the upstream may be silent. */
    private static final long NS_PER_PART_BYTE = 1_000_000_000L / 1024;

    private final Exchange exchange;
    private final LoopContext loop;
    private final Deadline deadline = new Deadline();

    private State state = State.IDLE;
    private @Nullable Ticket ticket;
    private @Nullable UpstreamConnection connection;
    private @Nullable Relay relay;
    private @Nullable ByteBuf errorBody;
    private boolean reused;
    private boolean ended;
    private boolean paused;
    private boolean terminated;
    private long parts;
    private long partBytes;
    private long partSinceNs;
    private int status;
    private long retryAfterNs;
    private UpstreamTimeouts timeouts = NO_TIME;
    private long totalDeadlineNs;
    private long sentNs;
    private long headNs;
    private long firstContentNs;
    private long outputTokens;

    Attempt(Exchange exchange, LoopContext loop) {
        this.exchange = exchange;
        this.loop = loop;
    }

    /**
     * Begins. The exchange hears of the end, maybe before this returns.
     *
     * @param totalDeadlineNs when the whole request must be over, whatever this attempt's own bounds
     */
    void start(Destination destination, UpstreamTimeouts bounds, long totalDeadlineNs, long nowNs) {
        assert state == State.IDLE : state;
        state = State.CONNECTING;
        timeouts = bounds;
        this.totalDeadlineNs = totalDeadlineNs;
        sentNs = 0;
        headNs = 0;
        firstContentNs = 0;
        status = 0;
        ended = false;
        paused = false;
        terminated = false;
        parts = 0;
        partBytes = 0;
        partSinceNs = 0;
        outputTokens = 0;
        retryAfterNs = RetryAfter.NONE;
        arm(totalDeadlineNs);
        final Ticket waiting = loop.pools().acquire(destination.origin(), nowNs, this);
        if (state == State.CONNECTING) {
            ticket = waiting;
        }
    }

    /** What is held for the client is about to be dropped; the attempt goes on until it is told otherwise. */
    void clientGone() {
        final Relay passing = relay;
        if (passing != null) {
            passing.clientGone();
        }
    }

    /** Gives up, telling nobody: the upstream connection is closed at once. */
    void cancel() {
        final Ticket waiting = ticket;
        if (waiting != null) {
            waiting.cancel();
        }
        drop();
    }

    /** Ends as a success when the answer has said that it is complete. Returns whether it has. */
    boolean endIfTerminated() {
        final Relay passing = relay;
        if (passing == null || !passing.isTerminated()) {
            return false;
        }
        succeed();
        return true;
    }

    boolean isRunning() {
        return state != State.IDLE;
    }

    /** Whether the request has gone out, so that the upstream has seen it. */
    boolean wasSent() {
        return sentNs != 0;
    }

    /** From the request's leaving to now; 0 when it didn't leave. */
    long spentNs() {
        return sentNs == 0 ? 0 : loop.nanoTime() - sentNs;
    }

    /** Output tokens judged by the text seen of the last answer. */
    long estimatedOutputTokens() {
        return outputTokens;
    }

    /** The upstream's status, 0 before its head. */
    int status() {
        return status;
    }

    /** What the upstream asked to be left alone for, or {@link RetryAfter#NONE}. */
    long retryAfterNs() {
        return retryAfterNs;
    }

    /** From the request's leaving to the answer's first content, or -1. */
    long firstContentAfterNs() {
        return firstContentNs == 0 ? -1 : firstContentNs - sentNs;
    }

    /** When the answer's first content was seen; 0 before. */
    long firstContentAtNs() {
        return firstContentNs;
    }

    /** Lets the upstream rest while the client can't follow. */
    void clientWritable(boolean writable) {
        final UpstreamConnection upstream = connection;
        if (upstream == null || state != State.RELAYING) {
            return;
        }
        paused = !writable;
        if (writable) {
            upstream.resumeReading();
            partSinceNs = 0;
            arm(loop.nanoTime() + timeouts.streamIdleNs());
        } else {
            upstream.pauseReading();
        }
    }

    /** The client has gone; what still comes is only read for its usage, and not for longer than this. */
    void drainUntil(long deadlineNs) {
        totalDeadlineNs = Math.min(totalDeadlineNs, deadlineNs);
        clientWritable(true);
        arm(deadline.atNs);
    }

    @Override
    public void acquired(UpstreamConnection upstream, boolean wasReused) {
        ticket = null;
        connection = upstream;
        reused = wasReused;
        state = State.WAITING;
        sentNs = loop.nanoTime();
        arm(sentNs + timeouts.firstTokenNs());
        upstream.start(this, false);
        exchange.send(upstream);
    }

    @Override
    public void failed(ConnectFailure kind, String message) {
        ticket = null;
        final Fault fault = switch (kind) {
            case TIMEOUT -> Fault.CONNECT_TIMEOUT;
            case EXHAUSTED -> Fault.POOL_EXHAUSTED;
            case TLS -> Fault.TLS;
            case DNS, FORBIDDEN, REFUSED, PROXY -> Fault.CONNECT;
            case CLOSING -> Fault.SHUTDOWN;
        };
        if (kind != ConnectFailure.CLOSING) {
            exchange.notice().unreachable(message, loop.nanoTime());
        }
        fail(fault, told(kind));
    }

    /** What a caller may know of it: addresses, certificates and proxies are the operator's. */
    private String told(ConnectFailure kind) {
        final String channel = "channel '" + exchange.channel() + "'";
        return switch (kind) {
            case TIMEOUT -> "connecting to " + channel + " took too long";
            case EXHAUSTED -> "every connection to " + channel + " is busy";
            case DNS, FORBIDDEN, REFUSED -> channel + " can't be reached";
            case TLS -> "the TLS handshake with " + channel + " failed";
            case PROXY -> "the proxy before " + channel + " failed";
            case CLOSING -> "the gateway is shutting down";
        };
    }

    @Override
    public void head(ResponseHead head) {
        status = head.status();
        headNs = loop.nanoTime();
        if (status >= 300) {
            final Fault fault = Fault.ofStatus(status);
            retryAfterNs = RetryAfter.read(head, loop.epochMs());
            if (fault != Fault.CALLER) {
                state = State.REFUSED;
                return;
            }
        }
        state = State.RELAYING;
        relay = exchange.answerBegins(head, headNs - sentNs);
    }

    @Override
    public void body(ByteBuf in, int index, int length) {
        if (state == State.REFUSED) {
            keepError(in, index, length);
            return;
        }
        final Relay passing = relay;
        if (passing == null) {
            return;
        }
        partBytes += length;
        passing.body(in, index, length);
        passed(passing);
    }

    @Override
    public void chunk(ByteBuf in, int index, int length, int start, int end) {
        final Relay passing = relay;
        if (state == State.REFUSED || passing == null) {
            body(in, index, length);
            return;
        }
        partBytes += length;
        passing.chunk(in, index, length, start, end);
        passed(passing);
    }

    private void passed(Relay passing) {
        final Fault early = passing.earlyFault();
        if (early != null) {
            fail(early, passing.faultMessage());
        } else if (exchange.answer().waitingBytes() >= MAX_UNFLUSHED_BYTES && !passing.isTerminated()) {
            exchange.answer().flushBatch();
        }
    }

    @Override
    public void readComplete() {
        final Relay passing = relay;
        if (state != State.RELAYING || passing == null) {
            return;
        }
        final long nowNs = loop.nanoTime();
        if (firstContentNs == 0 && passing.hasContent()) {
            firstContentNs = nowNs;
        }
        if (passing.isTerminated()) {
            outputTokens = passing.estimatedOutputTokens();
            exchange.answerTerminated();
            if (!terminated) {
                terminated = true; // whatever follows gains it no time
                arm(nowNs + END_GRACE_NS);
            }
        } else if (firstContentNs != 0) {
            arm(idleDeadlineNs(passing, nowNs));
        }
        final UpstreamConnection upstream = connection;
        if (exchange.answer().isCommitted() && upstream != null && upstream.isRequestSent()) {
            exchange.answerCommitted();
        }
        exchange.answer().flushRead();
    }

    /** Silence is bounded, and so is a part that grows by drops. */
    private long idleDeadlineNs(Relay passing, long nowNs) {
        final long idleNs = nowNs + timeouts.streamIdleNs();
        final long seen = passing.parts();
        if (seen < 0) {
            return idleNs;
        }
        if (seen != parts || partSinceNs == 0) {
            parts = seen;
            partSinceNs = nowNs;
            partBytes = 0;
        }
        return Math.min(idleNs, partSinceNs + timeouts.streamIdleNs() + partBytes * NS_PER_PART_BYTE);
    }

    @Override
    public void end() {
        ended = true;
        if (state == State.REFUSED) {
            final ByteBuf body = errorBody == null ? Unpooled.EMPTY_BUFFER : errorBody;
            final UpstreamError told = UpstreamError.read(body, body.readerIndex(), body.readableBytes(), status);
            if (retryAfterNs == RetryAfter.NONE && told.retryAfterMs() >= 0) {
                retryAfterNs = Math.min(RetryAfter.MAX_NS, told.retryAfterMs() * 1_000_000);
            }
            fail(Fault.ofStatus(status), told.message());
            return;
        }
        final Relay passing = relay;
        if (passing == null) {
            return;
        }
        if (firstContentNs == 0 && passing.hasContent()) {
            firstContentNs = loop.nanoTime();
        }
        final Fault fault = passing.end();
        if (fault == null) {
            succeed();
        } else {
            fail(fault, passing.faultMessage());
        }
    }

    @Override
    public void failed(UpstreamFailure kind, boolean anyBytes) {
        final Relay passing = relay;
        final UpstreamConnection upstream = connection;
        if (kind == UpstreamFailure.VIOLATION && upstream != null) {
            exchange.notice().misbehaved(upstream.failureDetail(), loop.nanoTime());
        }
        if (passing != null && passing.isTerminated()) {
            succeed();
            return;
        }
        if (state == State.REFUSED) {
            fail(Fault.ofStatus(status), null);
            return;
        }
        if (reused && !anyBytes && kind != UpstreamFailure.VIOLATION) {
            fail(Fault.STALE_CONNECTION, null);
            return;
        }
        fail(
                switch (kind) {
                    case RESET, CLOSED, WRITE -> state == State.RELAYING ? Fault.TRUNCATED : Fault.RESET;
                    case TRUNCATED -> Fault.TRUNCATED;
                    case VIOLATION -> Fault.GARBAGE;
                },
                null);
    }

    @Override
    public void writabilityChanged(boolean writable) {
        // The request's spans are all written at once; the socket takes them as it can.
    }

    private void succeed() {
        final UpstreamConnection upstream = connection;
        stop();
        if (upstream != null) {
            release(upstream);
        }
        exchange.attemptSucceeded();
    }

    private void fail(Fault fault, @Nullable String message) {
        final UpstreamConnection upstream = connection;
        final Relay passing = relay;
        stop();
        if (upstream != null) {
            release(upstream);
        }
        if (passing != null) {
            passing.cancel();
        }
        exchange.attemptFailed(
                fault, message == null ? null : exchange.secrets().maskedIn(message));
    }

    /** Back to the pool when its exchange ended as framed, else closed. */
    private void release(UpstreamConnection upstream) {
        if (ended) {
            upstream.release();
        } else {
            upstream.cancel();
        }
    }

    private void drop() {
        final UpstreamConnection upstream = connection;
        final Relay passing = relay;
        stop();
        if (upstream != null) {
            upstream.cancel();
        }
        if (passing != null) {
            passing.cancel();
        }
    }

    private void stop() {
        loop.wheel().cancel(deadline);
        state = State.IDLE;
        final Relay passing = relay;
        if (passing != null) {
            outputTokens = passing.estimatedOutputTokens();
        }
        ticket = null;
        connection = null;
        relay = null;
        final ByteBuf body = errorBody;
        if (body != null) {
            errorBody = null;
            loop.memory().give(body.capacity());
            body.release();
        }
    }

    private void keepError(ByteBuf in, int index, int length) {
        ByteBuf kept = errorBody;
        if (kept == null) {
            kept = loop.allocator().buffer(Math.min(MAX_ERROR_BYTES, Math.max(256, length)), MAX_ERROR_BYTES);
            errorBody = kept;
            loop.memory().take(kept.capacity());
        }
        if (kept.readableBytes() + length > MAX_ERROR_BYTES) {
            fail(Fault.ofStatus(status), null);
            return;
        }
        final int before = kept.capacity();
        kept.writeBytes(in, index, length);
        loop.memory().take(kept.capacity() - before);
    }

    private void arm(long atNs) {
        deadline.atNs = Math.min(atNs, totalDeadlineNs);
        if (!deadline.isScheduled() || deadline.deadlineNs() > deadline.atNs) {
            loop.wheel().schedule(deadline, deadline.atNs);
        }
    }

    private Fault timedOut(long nowNs) {
        if (nowNs >= totalDeadlineNs) {
            return Fault.TOTAL_TIMEOUT;
        }
        return switch (state) {
            case CONNECTING -> Fault.CONNECT_TIMEOUT;
            case RELAYING -> firstContentNs == 0 ? Fault.FIRST_TOKEN_TIMEOUT : Fault.STREAM_IDLE;
            case IDLE, WAITING, REFUSED -> Fault.FIRST_TOKEN_TIMEOUT;
        };
    }

    /** The one timer of an attempt; it is set to whichever bound comes first, and moved on only when it fires. */
    private final class Deadline extends Timeout {
        private long atNs;

        @Override
        protected void expired(long nowNs) {
            if (state == State.IDLE) {
                return;
            }
            if (paused && nowNs < totalDeadlineNs) {
                atNs = Math.min(nowNs + timeouts.streamIdleNs(), totalDeadlineNs); // it is the client who is slow
            }
            if (nowNs < atNs) {
                loop.wheel().schedule(this, atNs);
                return;
            }
            final Relay passing = relay;
            if (passing != null && passing.isTerminated()) {
                succeed();
                return;
            }
            final Ticket waiting = ticket;
            if (waiting != null) {
                waiting.cancel();
            }
            fail(timedOut(nowNs), null);
        }
    }
}

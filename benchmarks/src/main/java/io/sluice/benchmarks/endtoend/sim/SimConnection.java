package io.sluice.benchmarks.endtoend.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.codec.http.FieldName;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.Method;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.RequestParser;
import io.sluice.codec.http.RequestSink;
import io.sluice.codec.http.Violation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the vendor. It refuses what a vendor would: broken HTTP, a credential that isn't its own, a body that is
 * no JSON object. READING > WAITING > STREAMING > READING; an answer in one piece leaves out the streaming.
 */
final class SimConnection extends ChannelInboundHandlerAdapter implements RequestSink {
    private static final HttpLimits LIMITS = new HttpLimits(64 * 1024, 256, 1L << 30);
    private static final FieldName AUTHORIZATION = FieldName.of("authorization");
    private static final FieldName API_KEY = FieldName.of("x-api-key");
    private static final ByteBuf CONTINUE = Unpooled.unreleasableBuffer(
            Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.US_ASCII));
    private static final byte[] STREAM = "\"stream\"".getBytes(StandardCharsets.US_ASCII);

    /** In which {@code stream} must stand; a longer body asks for an answer in one piece unless its start says otherwise. */
    private static final int KEPT_BYTES = 8 * 1024;

    /** In one write of a firehose. */
    private static final int BURST = 8;

    private enum State {
        READING,
        WAITING,
        STREAMING,
        CLOSED
    }

    private final SimLoopState shared;
    private final RequestParser parser = new RequestParser(LIMITS, this);
    private byte @Nullable [] body;
    private int kept;
    private byte lastByte;
    private State state = State.READING;
    private @Nullable ChannelHandlerContext context;
    private @Nullable SimDialect dialect;
    private @Nullable String refusal;
    private boolean plainGet;
    private boolean asksForStream;
    private Behaviour behaviour;
    private int sent;
    private long dueNs;
    private boolean queued;

    SimConnection(SimLoopState shared) {
        this.shared = shared;
        this.behaviour = shared.behaviour();
    }

    /** Monotonic. */
    long dueNs() {
        return dueNs;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        final ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && ctx.channel().isActive()) {
                parser.feed(in);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (state == State.STREAMING
                && behaviour.intervalUs() == 0
                && ctx.channel().isWritable()
                && !queued) {
            queued = true;
            shared.due().again(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.STREAMING) {
            shared.abortedStream();
        }
        state = State.CLOSED;
        parser.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void head(RequestHead head) {
        kept = 0;
        refusal = null;
        plainGet = head.method() == Method.GET;
        dialect = SimDialect.ofPath(head.path());
        if (!plainGet) {
            if (state != State.READING) {
                refusal = "a request before the answer to the last one has ended";
            } else if (dialect == null) {
                refusal = "unknown path " + head.path();
            } else if (!mayCall(head)) {
                refusal = "unknown credential";
            }
        }
        if (head.expectContinue() && context != null) {
            context.writeAndFlush(CONTINUE.duplicate());
        }
    }

    private boolean mayCall(RequestHead head) {
        final int bearer = head.find(AUTHORIZATION);
        final int key = head.find(API_KEY);
        return (bearer >= 0 && head.valueEqualsIgnoreCase(bearer, VendorSimulator.BEARER))
                || (key >= 0 && head.valueEqualsIgnoreCase(key, VendorSimulator.KEY));
    }

    @Override
    public void body(ByteBuf in, int index, int length) {
        final int more = Math.min(length, KEPT_BYTES - kept);
        if (more > 0) {
            if (body == null) {
                body = new byte[KEPT_BYTES];
            }
            in.getBytes(index, body, kept, more);
            kept += more;
        }
        lastByte = in.getByte(index + length - 1);
    }

    @Override
    public void end() {
        final ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (plainGet) {
            ctx.write(ascii(SimDialect.ok("{\"object\":\"list\",\"data\":[{\"id\":\"sim-1\",\"object\":\"model\"}]}")));
            return;
        }
        if (refusal == null && (body == null || kept == 0 || body[0] != '{' || lastByte != '}')) {
            refusal = "the body is no JSON object";
        }
        if (refusal != null) {
            refuse(ctx, refusal);
            return;
        }
        behaviour = shared.behaviour();
        asksForStream = asksForStream();
        state = State.WAITING;
        if (behaviour.delayMs() == 0) {
            answer(ctx, System.nanoTime());
        } else {
            dueNs = System.nanoTime() + behaviour.delayMs() * 1_000_000L;
            shared.due().at(this);
        }
    }

    private boolean asksForStream() {
        if (body == null) {
            return false;
        }
        final ByteBuf view = Unpooled.wrappedBuffer(body, 0, kept);
        final int at = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(STREAM), view);
        if (at < 0) {
            return false;
        }
        int value = at + STREAM.length;
        while (value < kept && (body[value] == ' ' || body[value] == ':')) {
            value++;
        }
        return value < kept && body[value] == 't';
    }

    @Override
    public void violation(Violation rule, long atOffset) {
        if (context != null) {
            refuse(context, "broken HTTP: " + rule);
            context.flush();
            context.close();
        }
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        shared.refused(reason);
        ctx.write(ascii(SimDialect.message(
                "400 Bad Request",
                "{\"error\":{\"message\":\"" + reason.replace('"', '\'') + "\",\"type\":\"invalid_request_error\"}}")));
        state = State.READING;
    }

    /** The time that was asked for has come; the connection may be gone by now. */
    void due(long nowNs) {
        queued = false;
        final ChannelHandlerContext ctx = context;
        if (ctx == null || state == State.CLOSED) {
            return;
        }
        if (state == State.WAITING) {
            answer(ctx, nowNs);
        } else if (state == State.STREAMING) {
            goOn(ctx, nowNs);
        }
        ctx.flush();
    }

    private void answer(ChannelHandlerContext ctx, long nowNs) {
        final SimDialect words = dialect;
        if (words == null) {
            return;
        }
        if (!asksForStream) {
            shared.answered();
            state = State.READING;
            ctx.write(shared.reply(words).duplicate());
            return;
        }
        sent = 0;
        shared.beganStream();
        state = State.STREAMING;
        dueNs = nowNs;
        ctx.write(words.streamStart().duplicate());
        goOn(ctx, nowNs);
    }

    private void goOn(ChannelHandlerContext ctx, long nowNs) {
        final SimDialect words = dialect;
        if (words == null) {
            return;
        }
        final long intervalNs = behaviour.intervalUs() * 1000;
        int count = BURST;
        if (intervalNs > 0) {
            count = (int) Math.min(BURST, (nowNs - dueNs) / intervalNs + 1);
            dueNs += count * intervalNs;
        }
        count = Math.min(count, behaviour.events() - sent);
        final ByteBuf events = ctx.alloc().directBuffer(count * words.eventBytes());
        for (int i = 0; i < count; i++) {
            words.writeEvent(events, nowNs, sent++);
        }
        shared.sentEvents(count);
        ctx.write(events);
        if (sent == behaviour.events()) {
            ctx.write(words.streamEnd().duplicate());
            state = State.READING;
            shared.endedStream();
            shared.answered();
        } else if (intervalNs > 0) {
            shared.due().at(this);
        } else {
            ctx.flush();
            if (ctx.channel().isWritable()) {
                queued = true;
                shared.due().again(this);
            }
        }
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}

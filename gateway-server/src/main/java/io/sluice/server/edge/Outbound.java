package io.sluice.server.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.sluice.codec.http.RequestParser;
import io.sluice.server.loop.LoopMemory;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to a client: flushed once a batch, counted for as long as it waits, and watched for its pace; and the ways in
 * which the sending side ends. An unfinished head is counted along. Confined to the connection's loop.
 */
final class Outbound {
    private final LoopMemory memory;
    private final RequestParser parser;
    private final ReaderPace pace = new ReaderPace();
    private final ChannelFutureListener drained = done -> drained();
    private final Runnable recount = this::recount;

    private @Nullable ChannelHandlerContext context;
    private boolean flushWanted;
    private boolean drainAwaited;
    private long enqueuedBytes;
    private long countedBytes;

    /** @param parser whose unfinished head is held too */
    Outbound(LoopMemory memory, RequestParser parser) {
        this.memory = memory;
        this.parser = parser;
    }

    void attach(ChannelHandlerContext to) {
        context = to;
    }

    /** Enqueues. Takes {@code bytes}. */
    void write(ByteBuf bytes) {
        enqueuedBytes += bytes.readableBytes();
        flushWanted = true;
        final ChannelHandlerContext ctx = context();
        ctx.write(bytes, ctx.voidPromise());
    }

    /** Sends what is enqueued, if anything is. */
    void flush() {
        if (flushWanted) {
            flushLast();
        }
    }

    /** Sends what is enqueued, and what waits from before. */
    void flushLast() {
        flushWanted = false;
        context().flush();
        count();
    }

    /** Bytes that the kernel has not taken. */
    long waitingBytes() {
        final ChannelOutboundBuffer outbound = context().channel().unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes() - outbound.currentProgress();
    }

    /** Whether the client takes what waits for it so slowly that it only holds memory; looked at no sooner than {@code afterNs}. */
    boolean isTooSlow(long nowNs, long afterNs) {
        return pace.isTooSlow(enqueuedBytes, waitingBytes(), nowNs, afterNs);
    }

    /** Keeps the count of what waits for the client, and of an unfinished head, true. */
    void count() {
        final long waiting = waitingBytes();
        final long held = waiting + parser.heldBytes();
        if (held > countedBytes) {
            memory.take(held - countedBytes);
        } else {
            memory.give(countedBytes - held);
        }
        countedBytes = held;
        if (waiting > 0 && !drainAwaited) {
            drainAwaited = true;
            whenTaken(drained);
        }
    }

    /** Not counted within the write that it is told by: its bytes are still on the books of the channel. */
    private void drained() {
        context().channel().eventLoop().execute(recount);
    }

    private void recount() {
        drainAwaited = false;
        count();
    }

    /** Tells when the kernel has taken all that waits. Behind TLS, which would encrypt it: nothing is sent, its turn just comes. */
    void whenTaken(ChannelFutureListener told) {
        context().pipeline().firstContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(told);
    }

    /** Half-closes, so that what the client still sends doesn't destroy what it has not read. */
    void end() {
        final ChannelHandlerContext ctx = context();
        final SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            ctx.close();
        }
    }

    /** Closes with a reset, and without a good-bye of TLS. */
    void reset() {
        final ChannelHandlerContext ctx = context();
        ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        ctx.pipeline().firstContext().close();
    }

    private ChannelHandlerContext context() {
        final ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return ctx;
    }
}

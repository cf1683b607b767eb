package io.sluice.server.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.RequestParser;
import io.sluice.codec.http.RequestSink;
import io.sluice.codec.http.Violation;
import io.sluice.server.demo.ReceivedRequest.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Life: one connection to a simulated vendor. Reads requests in order, one answer at a time; keeps reading while it
 * answers, so that a client that leaves is noticed at once.
 */
final class VendorConnection extends ChannelInboundHandlerAdapter implements RequestSink {
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_FIELDS = 256;

    private final SimulatedVendor vendor;
    private final SimLoop loop;
    private final Channel channel;
    private final long number;
    private final RequestParser parser;
    private final ByteBuf body = Unpooled.buffer(0);

    private ByteBuf unread = Unpooled.EMPTY_BUFFER;
    private boolean draining;
    private String method = "";
    private String target = "";
    private List<Field> fields = List.of();
    private boolean keepAlive;
    private @Nullable Answering answering;

    VendorConnection(SimulatedVendor vendor, SimLoop loop, Channel channel, long number) {
        this.vendor = vendor;
        this.loop = loop;
        this.channel = channel;
        this.number = number;
        this.parser = new RequestParser(
                new HttpLimits(MAX_HEAD_BYTES, MAX_FIELDS, vendor.options().maxBodyBytes()), this);
    }

    SimulatedVendor vendor() {
        return vendor;
    }

    SimLoop loop() {
        return loop;
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        final ByteBuf in = (ByteBuf) message;
        if (unread.isReadable()) {
            final ByteBuf both = ctx.alloc().buffer(unread.readableBytes() + in.readableBytes());
            both.writeBytes(unread).writeBytes(in);
            in.release();
            replaceUnread(both);
        } else {
            replaceUnread(in);
        }
        drain();
    }

    private void replaceUnread(ByteBuf next) {
        unread.release();
        unread = next;
    }

    /** One request after the other, as long as none waits for its answer. */
    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        while (answering == null && unread.isReadable()) {
            parser.feed(unread);
        }
        draining = false;
        if (!unread.isReadable()) {
            replaceUnread(Unpooled.EMPTY_BUFFER);
        }
    }

    @Override
    public void head(RequestHead head) {
        method = head.bytes().toString(head.methodOffset(), head.methodLength(), StandardCharsets.US_ASCII);
        target = head.bytes().toString(head.targetOffset(), head.targetLength(), StandardCharsets.US_ASCII);
        final List<Field> received = new ArrayList<>(head.fieldCount());
        for (int i = 0; i < head.fieldCount(); i++) {
            received.add(new Field(
                    head.bytes().toString(head.nameOffset(i), head.nameLength(i), StandardCharsets.US_ASCII),
                    head.bytes().toString(head.valueOffset(i), head.valueLength(i), StandardCharsets.ISO_8859_1)));
        }
        fields = received;
        keepAlive = head.keepAlive();
        body.clear();
        final ReceivedRequest early = received(0);
        if (vendor.answersEarly(early)) {
            keepAlive = false;
            end();
        }
    }

    @Override
    public void body(ByteBuf in, int index, int length) {
        if (answering == null) {
            body.writeBytes(in, index, length);
        }
    }

    @Override
    public void end() {
        if (answering != null) {
            return;
        }
        final ReceivedRequest request = received(vendor.nextNumber());
        body.clear();
        if (body.capacity() > MAX_HEAD_BYTES) {
            body.capacity(0);
        }
        vendor.received(request);
        vendor.answer(request, this);
    }

    private ReceivedRequest received(long requestNumber) {
        final byte[] bytes = new byte[body.readableBytes()];
        body.getBytes(body.readerIndex(), bytes);
        return new ReceivedRequest(requestNumber, number, method, target, fields, bytes, System.nanoTime());
    }

    @Override
    public void violation(Violation rule, long atOffset) {
        keepAlive = false;
        if (answering == null) {
            vendor.refuse(rule.status(), rule.message() + " (" + rule.section() + ")", this);
        }
    }

    /** Sends a reply; the next request is read when it has gone. */
    void answer(long requestNumber, Reply reply, SimScript script) {
        final Answering next = new Answering(this, requestNumber, reply, script, keepAlive);
        answering = next;
        next.start(System.nanoTime());
    }

    /** The answer is out, and the connection may go on. */
    void answered() {
        answering = null;
        drain();
    }

    /** Nothing is being answered: it would do no harm to close. */
    boolean isIdle() {
        return answering == null && parser.isIdle();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (answering != null && ctx.channel().isWritable()) {
            answering.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (answering != null) {
            answering.peerGone(System.nanoTime());
        }
        parser.close();
        replaceUnread(Unpooled.EMPTY_BUFFER);
        vendor.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}

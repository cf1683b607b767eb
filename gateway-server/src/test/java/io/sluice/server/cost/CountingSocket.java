package io.sluice.server.cost;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;

/** A real socket that counts its reads and writes, and tells bytes that were read from bytes that were made. */
final class CountingSocket extends NioSocketChannel {
    /** What a kept piece must fill of a buffer larger than this. */
    private static final int SMALL_BUFFER_BYTES = 4 * 1024;

    private static final int MIN_SHARE = 4;

    private final Tally tally;
    private final KeepingAllocator allocator;

    /** One that will connect. */
    CountingSocket(Tally tally, KeepingAllocator allocator) {
        this.tally = tally;
        this.allocator = allocator;
        begin();
    }

    private CountingSocket(Channel parent, SocketChannel accepted, Tally tally, KeepingAllocator allocator) {
        super(parent, accepted);
        this.tally = tally;
        this.allocator = allocator;
        begin();
    }

    private void begin() {
        config().setAllocator(allocator);
        pipeline().addFirst(new Writes());
    }

    @Override
    protected int doReadBytes(ByteBuf into) throws Exception {
        final int from = into.writerIndex();
        final int count = super.doReadBytes(into);
        tally.reads.incrementAndGet();
        if (count > 0) {
            allocator.read(into, from, count);
            if (into.capacity() > SMALL_BUFFER_BYTES && count * MIN_SHARE < into.capacity()) {
                tally.thinBytes.addAndGet(count);
            }
        }
        return count;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws Exception {
        tally.writes.incrementAndGet();
        super.doWrite(out);
    }

    /** Accepts such sockets. */
    static final class Server extends NioServerSocketChannel {
        private final Tally tally;
        private final KeepingAllocator allocator;

        Server(Tally tally, KeepingAllocator allocator) {
            this.tally = tally;
            this.allocator = allocator;
        }

        @Override
        protected int doReadMessages(List<Object> accepted) throws IOException {
            final SocketChannel socket = javaChannel().accept();
            if (socket == null) {
                return 0;
            }
            accepted.add(new CountingSocket(this, socket, tally, allocator));
            return 1;
        }
    }

    private final class Writes extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            final ByteBuf bytes = (ByteBuf) message;
            final long read = allocator.countRead(bytes);
            tally.relayedBytes.addAndGet(read);
            tally.freshBytes.addAndGet(bytes.readableBytes() - read);
            ctx.write(message, promise);
        }
    }
}

package io.sluice.server.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's end of a {@link Link}, as a Netty channel. It does what Netty's sockets do: reads in batches while reading
 * is wanted, closes at the end of input, writes what the send buffer takes and waits for room, keeps Netty's own outbound
 * buffer and water marks.
 */
final class SimulatedSocket extends AbstractChannel implements DuplexChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);
    private static final int READS_PER_BATCH = 16;

    private final World world;
    private final Link link;
    private final int life;
    private final InetSocketAddress local;
    private final Settings settings = new Settings();
    private @Nullable InetSocketAddress remote;
    private @Nullable ChannelPromise connecting;
    private boolean open = true;
    private boolean connected;
    private boolean outputShutdown;
    private boolean readWanted;
    private boolean readDue;
    private boolean writeBlocked;
    private boolean writeDue;

    /** @param from whom it was accepted from; null for one that will connect */
    SimulatedSocket(World world, Link link, @Nullable InetSocketAddress from) {
        super(null, new SocketId(link.number()));
        this.world = world;
        this.link = link;
        this.life = world.life();
        this.local = new InetSocketAddress(world.localAddress(), 1 + link.number());
        this.remote = from;
        this.connected = from != null;
        settings.setAllocator(world.allocator());
    }

    Link link() {
        return link;
    }

    /** Whether its process is gone. */
    private boolean isDead() {
        return life != world.life();
    }

    // Connecting

    void connectionMade() {
        final ChannelPromise promise = connecting;
        if (promise == null || !open || isDead()) {
            return;
        }
        connecting = null;
        connected = true;
        promise.trySuccess();
        pipeline().fireChannelActive();
    }

    void connectionRefused() {
        final ChannelPromise promise = connecting;
        if (promise != null && !isDead()) {
            connecting = null;
            promise.tryFailure(new ConnectException("Connection refused: " + remote));
            unsafe().close(voidPromise());
        }
    }

    // Reading

    void dueRead() {
        if (!readDue && (readWanted || world.noticesHangUp(link))) {
            readDue = true;
            world.ready(link.number(), "read", this::readBatch);
        }
    }

    private void readBatch() {
        readDue = false;
        if (isDead() || !open || !connected || !(readWanted || world.noticesHangUp(link))) {
            return;
        }
        readWanted = false;
        int reads = 0;
        do {
            final int available = link.readable();
            if (available == 0) {
                break;
            }
            final byte[] bytes = link.read(world.readSize(available));
            world.bytes(link.number(), "read", bytes);
            final ByteBuf in = alloc().ioBuffer(bytes.length);
            in.writeBytes(bytes);
            pipeline().fireChannelRead(in);
            reads++;
        } while (open && settings.isAutoRead() && reads < READS_PER_BATCH);
        pipeline().fireChannelReadComplete();
        if (open && link.readable() == 0 && (link.isReset() || link.isAtEnd())) {
            if (link.isReset()) {
                pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
            }
            unsafe().close(voidPromise());
        } else if (open && (link.readable() > 0 || link.isReset() || link.isAtEnd())) {
            dueRead();
        }
    }

    @Override
    protected void doBeginRead() {
        readWanted = true;
        if (link.readable() > 0 || link.isReset() || link.isAtEnd()) {
            dueRead();
        }
    }

    // Writing

    void dueWrite() {
        if (writeBlocked && !writeDue) {
            writeDue = true;
            world.ready(link.number(), "write", () -> {
                writeDue = false;
                writeBlocked = false;
                if (open && !isDead()) {
                    ((Socket) unsafe()).writeOn();
                }
            });
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws IOException {
        for (Object message = out.current(); message != null; message = out.current()) {
            if (link.isReset()) {
                throw new IOException("Broken pipe");
            }
            final ByteBuf buf = (ByteBuf) message;
            final int count = Math.min(buf.readableBytes(), link.room());
            if (count == 0 && buf.isReadable()) {
                writeBlocked = true;
                return;
            }
            if (!world.systemCall()) {
                out.remove(); // the process died before this write
                continue;
            }
            if (link.isSpoiled()) {
                world.fail("a connection that did something odd was used again: " + link.number());
            }
            final byte[] bytes = new byte[count];
            buf.readBytes(bytes);
            world.bytes(link.number(), "write", bytes);
            link.write(bytes);
            out.progress(count);
            if (!buf.isReadable()) {
                out.remove();
            }
        }
        writeBlocked = false;
    }

    // Closing

    @Override
    protected void doClose() {
        open = false;
        connected = false;
        final ChannelPromise promise = connecting;
        if (promise != null) {
            connecting = null;
            promise.tryFailure(new ClosedChannelException());
        }
        world.note("close", link.number(), 0);
        if (world.systemCall()) {
            if (settings.resets) {
                link.resetByGateway();
            } else {
                link.closedByGateway();
            }
        }
    }

    @Override
    protected void doShutdownOutput() {
        outputShutdown = true;
        world.note("shut output", link.number(), 0);
        link.writeEnd();
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
        return promise;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown || !connected;
    }

    @Override
    public boolean isInputShutdown() {
        return !connected;
    }

    @Override
    public ChannelFuture shutdownInput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShutdown() {
        return !connected;
    }

    @Override
    public ChannelFuture shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException();
    }

    // The rest

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new Socket();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof SimulatedLoop;
    }

    @Override
    protected SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    public ChannelConfig config() {
        return settings;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && connected;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    private final class Socket extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress to, @Nullable SocketAddress from, ChannelPromise promise) {
            if (!promise.setUncancellable() || !ensureOpen(promise)) {
                return;
            }
            remote = (InetSocketAddress) to;
            connecting = promise;
            world.dialed(SimulatedSocket.this, remote);
        }

        @Override
        protected void flush0() {
            if (!writeBlocked) {
                super.flush0();
            }
        }

        void writeOn() {
            super.flush0();
        }
    }

    private final class Settings extends DefaultChannelConfig {
        private boolean resets;

        Settings() {
            super(SimulatedSocket.this);
        }

        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            resets |=
                    option.equals(ChannelOption.SO_LINGER) && Integer.valueOf(0).equals(value);
            super.setOption(option, value);
            return true; // a socket's own options make no difference here
        }

        @Override
        protected void autoReadCleared() {
            readWanted = false;
        }
    }
}

package io.sluice.server.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.ResponseHead;
import io.sluice.core.config.ProxyConfig;
import io.sluice.server.loop.LoopTransport;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import io.sluice.server.tls.ClientTls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One loop with pools on it, and exchanges that write down what happens to them. */
final class Rig implements AutoCloseable {
    static final long MS = 1_000_000;
    static final long PATIENCE_S = 20;

    final EventLoopGroup group;
    final EventLoop loop;
    final TimerWheel wheel;
    final UpstreamPools pools;
    final Map<String, List<InetAddress>> hosts = new ConcurrentHashMap<>();

    Rig() throws Exception {
        this(LoopTransport.choose("auto"), settings(60_000, 1024));
    }

    Rig(LoopTransport transport, PoolSettings settings) throws Exception {
        this.group = transport.newLoops(1);
        this.loop = group.next();
        this.wheel = call(() -> TimerWheel.on(loop, NanoClock.SYSTEM));
        this.pools = call(() -> new UpstreamPools(
                loop,
                new ReflectiveChannelFactory<>(transport.socketChannel()),
                wheel,
                NanoClock.SYSTEM,
                new FixedNames(loop),
                settings));
    }

    static PoolSettings settings(long idleMaxAgeMs, int maxWaiting) {
        return new PoolSettings(
                maxWaiting, idleMaxAgeMs * MS, 1_800_000 * MS, 64 * 1024, new HttpLimits(8192, 64, Long.MAX_VALUE));
    }

    Origin origin(int port) {
        return origin(port, 64, 5000);
    }

    Origin origin(int port, int maxConnections, long connectTimeoutMs) {
        return new Origin("test", "127.0.0.1", port, null, null, maxConnections, connectTimeoutMs * MS);
    }

    Origin origin(String host, int port, @Nullable ClientTls tls, @Nullable ProxyConfig proxy) {
        return new Origin("test", host, port, tls, proxy, 64, 5000 * MS);
    }

    /** Asks for a connection, sends a GET as soon as it is there, gives the connection back at the end. */
    Exchange get(Origin origin) throws Exception {
        return get(origin, exchange -> {});
    }

    Exchange get(Origin origin, Consumer<Exchange> prepare) throws Exception {
        final Exchange exchange = new Exchange();
        prepare.accept(exchange);
        acquire(origin, exchange);
        return exchange;
    }

    void acquire(Origin origin, Exchange exchange) throws Exception {
        run(() -> exchange.ticket = pools.acquire(origin, System.nanoTime(), exchange));
    }

    void run(Runnable task) throws Exception {
        call(() -> {
            task.run();
            return true;
        });
    }

    <T> T call(Callable<T> task) throws Exception {
        return loop.submit(task).get(PATIENCE_S, TimeUnit.SECONDS);
    }

    PoolStats stats() throws Exception {
        return call(() -> pools.stats().get(0));
    }

    /** Asks the loop again and again, without sleeping, until it agrees. */
    void awaitOnLoop(Callable<Boolean> condition) throws Exception {
        final long untilNs = System.nanoTime() + PATIENCE_S * 1000 * MS;
        while (!call(condition)) {
            if (System.nanoTime() - untilNs > 0) {
                throw new AssertionError("not within " + PATIENCE_S + " s");
            }
        }
    }

    @Override
    public void close() {
        loop.submit(pools::close).awaitUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Looks names up in a map. */
    private final class FixedNames extends InetNameResolver {
        FixedNames(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
            final List<InetAddress> found = hosts.get(name);
            if (found == null) {
                promise.setFailure(new UnknownHostException(name));
            } else {
                promise.setSuccess(found);
            }
        }
    }

    static InetAddress ip(int... octets) throws UnknownHostException {
        final byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return InetAddress.getByAddress(bytes);
    }

    /** Writes down what it is told. */
    static final class Exchange implements Acquirer, UpstreamListener {
        final CompletableFuture<UpstreamConnection> connection = new CompletableFuture<>();
        final CompletableFuture<String> outcome = new CompletableFuture<>();
        final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Boolean> writability = new LinkedBlockingQueue<>();
        final StringBuilder body = new StringBuilder();
        Ticket ticket = Ticket.SERVED;
        boolean reused;
        boolean sendsByItself = true;
        boolean releasesByItself = true;
        boolean cancelsAtHead;
        boolean pausesAtHead;
        boolean headRequest;
        final AtomicLong bodyBytes = new AtomicLong();
        boolean keepsBody = true;
        volatile long largestBatch; // written by the loop, read when the outcome is known
        private long batch;
        private int status;
        private @Nullable UpstreamConnection current;

        @Override
        public void acquired(UpstreamConnection acquired, boolean again) {
            reused = again;
            current = acquired;
            acquired.start(this, headRequest);
            if (sendsByItself && !outcome.isDone()) {
                acquired.write(bytes((headRequest ? "HEAD" : "GET") + " / HTTP/1.1\r\nHost: x\r\n\r\n"));
                acquired.requestComplete();
                acquired.flush();
            }
            connection.complete(acquired);
        }

        @Override
        public void failed(ConnectFailure failure, String message) {
            outcome.complete(failure + ": " + message);
        }

        @Override
        public void head(ResponseHead head) {
            status = head.status();
            events.add("head " + status);
            if (pausesAtHead && current != null) {
                current.pauseReading();
            }
            if (cancelsAtHead && current != null) {
                current.cancel();
                outcome.complete("cancelled");
            }
        }

        @Override
        public void body(ByteBuf in, int index, int length) {
            bodyBytes.addAndGet(length);
            batch += length;
            largestBatch = Math.max(largestBatch, batch);
            events.add("body");
            if (keepsBody) {
                body.append(in.toString(index, length, StandardCharsets.ISO_8859_1));
            }
        }

        @Override
        public void readComplete() {
            events.add("batch");
            batch = 0;
        }

        @Override
        public void end() {
            events.add("end");
            if (releasesByItself && current != null) {
                current.release();
            }
            outcome.complete(status + " " + body);
        }

        @Override
        public void failed(UpstreamFailure failure, boolean anyBytes) {
            events.add("failed");
            outcome.complete(failure + (anyBytes ? " after bytes" : " before bytes"));
        }

        @Override
        public void writabilityChanged(boolean writable) {
            writability.add(writable);
        }

        String outcome() throws Exception {
            return outcome.get(PATIENCE_S, TimeUnit.SECONDS);
        }

        UpstreamConnection connection() throws Exception {
            return connection.get(PATIENCE_S, TimeUnit.SECONDS);
        }

        void awaitEvent(String wanted) throws Exception {
            String event;
            do {
                event = events.poll(PATIENCE_S, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("no " + wanted);
                }
            } while (!event.equals(wanted));
        }
    }

    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    static ByteBuf zeros(int length) {
        final byte[] zeros = new byte[length];
        Arrays.fill(zeros, (byte) 'z');
        return Unpooled.wrappedBuffer(zeros);
    }
}

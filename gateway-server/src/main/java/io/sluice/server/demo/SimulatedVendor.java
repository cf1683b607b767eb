package io.sluice.server.demo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A vendor that isn't one: strict about requests, scripted in its answers, on a port of 127.0.0.1. Any thread may use it.
 *
 * <p>What is sent is a function of the request, its script and its serial number alone.
 */
public final class SimulatedVendor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BACKLOG = 4096;
    private static final int TOO_LARGE = 413;

    private final SimOptions options;
    private final EventLoopGroup loops;
    private final VendorApi api;
    private final Scripts scripts = new Scripts();
    private final Gate gate = new Gate();
    private final Counters counters = new Counters();
    private final Mailbox<ReceivedRequest> requests;
    private final Mailbox<Abort> aborts;
    private final Mailbox<Held> helds;
    private final Map<EventLoop, SimLoop> simLoops = new ConcurrentHashMap<>();
    private final Set<VendorConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong requestNumbers = new AtomicLong();
    private final AtomicLong connectionNumbers = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Channel server;
    private volatile @Nullable ReceivedRequest last;

    /**
     * The client closed before its answer had ended.
     *
     * @param requestNumber of the request, as in {@link ReceivedRequest#number()}
     * @param atNs {@link System#nanoTime()} when it was noticed
     * @param events of the answer already sent
     */
    public record Abort(long requestNumber, long atNs, int events) {}

    /** An answer waits at the gate. */
    public record Held(long requestNumber, int events) {}

    private SimulatedVendor(SimOptions options) {
        this.options = options;
        this.api = VendorApi.of(options);
        this.requests = new Mailbox<>("request", options.remembered());
        this.aborts = new Mailbox<>("abort", options.remembered());
        this.helds = new Mailbox<>("held answer", options.remembered());
        final EventLoopGroup given = options.loops();
        this.loops = given != null ? given : new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        this.server = bind();
    }

    /** Listens when it returns. The caller closes it. */
    public static SimulatedVendor start(SimOptions options) {
        return new SimulatedVendor(options);
    }

    /** What the simulated model says to {@code userText} when no script makes it say something else. */
    public static String echo(String userText) {
        return Answer.echo(userText);
    }

    private Channel bind() {
        return new ServerBootstrap()
                .group(loops)
                .channel(serverChannel(loops))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", options.port()))
                .syncUninterruptibly()
                .channel();
    }

    private static Class<? extends ServerChannel> serverChannel(EventLoopGroup loops) {
        if (loops instanceof IoEventLoopGroup group) {
            if (group.isIoType(EpollIoHandler.class)) {
                return EpollServerSocketChannel.class;
            }
            if (group.isIoType(IoUringIoHandler.class)) {
                return IoUringServerSocketChannel.class;
            }
        }
        return NioServerSocketChannel.class;
    }

    private void accept(Channel channel) {
        if (options.tls() != null) {
            channel.pipeline().addLast(options.tls().newHandler(channel.alloc()));
        }
        final SimLoop loop = simLoops.computeIfAbsent(channel.eventLoop(), SimLoop::new);
        final VendorConnection connection =
                new VendorConnection(this, loop, channel, connectionNumbers.incrementAndGet());
        connections.add(connection);
        counters.connections.increment();
        counters.openConnections.increment();
        channel.pipeline().addLast(connection);
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** What a channel's {@code base-url} is, or an official client's. */
    public String baseUrl() {
        return (options.tls() == null ? "http" : "https") + "://127.0.0.1:" + port()
                + options.vendor().basePath();
    }

    public SimOptions options() {
        return options;
    }

    public Counters counters() {
        return counters;
    }

    /** For all following requests that nothing else applies to. */
    public void script(SimScript script) {
        scripts.otherwise(script);
    }

    /** For all following requests of this kind; what was said last is asked first. */
    public void scriptWhen(Predicate<ReceivedRequest> condition, SimScript script) {
        scripts.when(condition, script);
    }

    /** One for each of the following requests that don't bring their own. */
    public void nextScripts(List<SimScript> queue) {
        scripts.next(queue);
    }

    /** One for each of the following requests that don't bring their own. */
    public void nextScripts(SimScript... queue) {
        scripts.next(List.of(queue));
    }

    /** Forgets all scripts and what was received; holds at the gate again. Counters go on. */
    public void reset() {
        scripts.clear();
        gate.shut();
        requests.clear();
        aborts.clear();
        helds.clear();
        last = null;
    }

    /** The oldest request not yet asked for. @throws IllegalStateException when none comes within ten seconds */
    public ReceivedRequest awaitRequest() {
        return requests.await(PATIENCE);
    }

    public ReceivedRequest awaitRequest(Duration limit) {
        return requests.await(limit);
    }

    /** The request received last, if any. */
    public @Nullable ReceivedRequest lastRequest() {
        return last;
    }

    /** The oldest abort not yet asked for. @throws IllegalStateException when none comes in time */
    public Abort awaitAbort(Duration limit) {
        return aborts.await(limit);
    }

    /** The next answer to wait at the gate, which has sent all before it. @throws IllegalStateException when none does in time */
    public Held awaitHeld(Duration limit) {
        return helds.await(limit);
    }

    /** Lets one event of the answer go that has waited longest; counts for the next one when none waits. */
    public void releaseNext() {
        gate.releaseNext();
    }

    /** Lets all held answers go on to their end. */
    public void releaseAll() {
        gate.open();
    }

    /** Closes the connections on which nothing is being answered, as vendors do after a while. */
    public void closeIdleConnections() {
        connections.forEach(connection -> connection.channel().eventLoop().execute(() -> {
            if (connection.isIdle()) {
                connection.channel().close();
            }
        }));
    }

    /** Closes all connections, in the middle of whatever goes on. */
    public void closeConnections() {
        connections.forEach(connection -> connection.channel().close());
    }

    /** Stops listening and closes all connections; a loop of its own ends. Once is enough, twice does no harm. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        server.close().syncUninterruptibly();
        connections.forEach(connection -> connection.channel().close().syncUninterruptibly());
        if (options.loops() == null) {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    Gate gate() {
        return gate;
    }

    long nextNumber() {
        return requestNumbers.incrementAndGet();
    }

    void received(ReceivedRequest request) {
        counters.requests.increment();
        last = request;
        requests.put(request);
    }

    void aborted(Abort abort) {
        counters.aborted.increment();
        aborts.put(abort);
    }

    void held(long requestNumber, int events) {
        helds.put(new Held(requestNumber, events));
    }

    void closed(VendorConnection connection) {
        if (connections.remove(connection)) {
            counters.openConnections.decrement();
        }
    }

    /** Whether the request's own script wants an answer before the body. */
    boolean answersEarly(ReceivedRequest head) {
        final String own = head.header("x-sim");
        return own != null && own.contains("early");
    }

    void answer(ReceivedRequest request, VendorConnection to) {
        SimScript script = SimScript.NONE;
        Reply reply;
        try {
            Conduct.judge(request, options);
            script = script(request);
            final String credential = api.authenticate(request);
            counters.presented(credential);
            reply = script.has(SimScript.Key.EARLY)
                    ? error(request, script, script.number(SimScript.Key.STATUS, TOO_LARGE))
                    : scripted(request, script, api.answer(request, credential, script));
        } catch (Refusal refusal) {
            counters.refused.increment();
            script = SimScript.NONE;
            reply = Reply.json(refusal.status(), api.errorBody(refusal, request.number()));
        }
        to.answer(request.number(), ScriptedReplies.finish(reply, script, api.fields(request.number())), script);
    }

    private SimScript script(ReceivedRequest request) {
        try {
            return scripts.of(request);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()), "x-sim");
        }
    }

    private Reply scripted(ReceivedRequest request, SimScript script, Reply served) {
        if (script.has(SimScript.Key.STATUS) && script.number(SimScript.Key.STATUS, 200) != 200) {
            return error(request, script, script.number(SimScript.Key.STATUS, 200));
        }
        return ScriptedReplies.spoil(served, script, request, api);
    }

    private Reply error(ReceivedRequest request, SimScript script, int status) {
        return ScriptedReplies.error(status, script, request.number(), api);
    }

    /** Refuses what couldn't even be parsed. */
    void refuse(int status, String message, VendorConnection to) {
        counters.refused.increment();
        final long serial = nextNumber();
        to.answer(
                serial,
                Reply.json(status, api.errorBody(new Refusal(status, message, null, null), serial)),
                SimScript.NONE);
    }
}

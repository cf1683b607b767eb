package io.sluice.benchmarks.endtoend.sim;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.sluice.benchmarks.endtoend.agent.LineAgent;
import io.sluice.server.loop.LoopTransport;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A vendor in both dialects, on a plain port and, given a certificate, on one with TLS; both on 127.0.0.1, both chosen by the
 * kernel. What it does is set for all requests at once, by whoever measures: nothing has to pass the gateways for it.
 */
public final class VendorSimulator implements AutoCloseable {
    /** The only credential it knows, in lower case so that it can be compared without regard to case. */
    public static final String KEY = "sk-sim-0123456789";

    static final String BEARER = "bearer " + KEY;
    private static final int BACKLOG = 4096;
    private static final int LOW_WATER_BYTES = 16 * 1024;
    private static final int HIGH_WATER_BYTES = 64 * 1024;

    private final EventLoopGroup loops;
    private final EventLoop loop;
    private final SimLoopState state;
    private final Channel plain;
    private final @Nullable Channel secure;

    private VendorSimulator(LoopTransport transport, @Nullable SslContext tls) {
        loops = transport.newLoops(1);
        loop = LoopTransport.loopsOf(loops).get(0);
        state = onLoop(() -> new SimLoopState(loop));
        plain = listen(transport, null);
        secure = tls == null ? null : listen(transport, tls);
    }

    /** Starts without TLS. */
    public static VendorSimulator start() {
        return new VendorSimulator(LoopTransport.choose("auto"), null);
    }

    /** Starts; both files are PEM. */
    public static VendorSimulator start(File certificate, File privateKey) throws SSLException {
        final SslContext tls =
                SslContextBuilder.forServer(certificate, privateKey).build();
        return new VendorSimulator(LoopTransport.choose("auto"), tls);
    }

    public int port() {
        return portOf(plain);
    }

    /** 0 without TLS. */
    public int tlsPort() {
        return secure == null ? 0 : portOf(secure);
    }

    /** For every request that comes from now on. */
    public void behave(Behaviour behaviour) {
        onLoop(() -> {
            state.behave(behaviour);
            return behaviour;
        });
    }

    SimLoopState.Counts counts() {
        return onLoop(state::counts);
    }

    private Channel listen(LoopTransport transport, @Nullable SslContext tls) {
        final ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new SimConnection(state));
                    }
                });
        return bootstrap
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
    }

    private static int portOf(Channel listening) {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    private <T> T onLoop(Supplier<T> step) {
        return loop.submit(step::get).syncUninterruptibly().getNow();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** As an agent: {@code {}} tells the ports, {@code {"behave": …}} sets the behaviour, {@code {"counts": true}} asks. */
    public static void main(String[] arguments) throws IOException {
        final PrintStream answers = LineAgent.takeOutput();
        try (VendorSimulator vendor =
                arguments.length == 2 ? start(new File(arguments[0]), new File(arguments[1])) : start()) {
            LineAgent.serve(System.in, answers, request -> answer(vendor, request));
        }
    }

    private static Object answer(VendorSimulator vendor, JsonNode request) throws IOException {
        if (request.has("behave")) {
            vendor.behave(LineAgent.JSON.treeToValue(request.get("behave"), Behaviour.class));
        }
        return request.has("counts")
                ? vendor.counts()
                : LineAgent.JSON.createObjectNode().put("port", vendor.port()).put("tlsPort", vendor.tlsPort());
    }
}

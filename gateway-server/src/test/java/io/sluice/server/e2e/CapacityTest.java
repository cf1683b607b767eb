package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.loop.LoopTransport;
import io.sluice.server.support.ForkedGateway;
import io.sluice.server.support.TestGateway;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many connections and many streams on little memory: a heap of 512 MiB and as much direct memory. */
@Timeout(240)
final class CapacityTest {
    private static final int IDLE_CONNECTIONS = 10_000;
    private static final int STREAMS = 5_000;
    private static final int AT_ONCE = 200;
    private static final String STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final EventLoopGroup loops = LoopTransport.choose("auto").newLoops(1);
    private final SimulatedVendor vendor =
            SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI).remember(0));
    private final List<Channel> connections = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final ForkedGateway gateway;

    CapacityTest(@TempDir Path dataDir) {
        gateway = ForkedGateway.start(
                dataDir,
                TestGateway.key() + TestGateway.channel("vendor", "openai", vendor, "")
                        + TestGateway.models("vendor", "gpt-4o")
                        + "billing.ring-size = 65536\n timeouts { connect = 60s }\n",
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=512m");
    }

    @AfterEach
    void stop() {
        gateway.close();
        vendor.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void tenThousandIdleConnectionsStillAnswer() {
        connect(IDLE_CONNECTIONS);

        final ByteBuf question = Unpooled.unreleasableBuffer(
                Unpooled.copiedBuffer("GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n", StandardCharsets.US_ASCII));
        connections.forEach(connection -> connection.writeAndFlush(question.duplicate()));

        TestGateway.await(() -> answered.get() == IDLE_CONNECTIONS);
        assertThat(connections).allMatch(Channel::isActive);
    }

    @Test
    void fiveThousandStreamsAreOpenAtOnceAndAllEndWhole() {
        vendor.script(SimScript.of("events=12; hold=6"));
        connect(STREAMS);

        final ByteBuf question = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\nauthorization: Bearer " + TestGateway.KEY
                        + "\r\ncontent-type: application/json\r\ncontent-length: " + STREAM.length() + "\r\n\r\n"
                        + STREAM,
                StandardCharsets.US_ASCII));
        connections.forEach(connection -> connection.writeAndFlush(question.duplicate()));
        TestGateway.await(() -> vendor.counters().openStreams() == STREAMS && answered.get() == STREAMS);
        vendor.releaseAll();

        TestGateway.await(() -> ended.get() == STREAMS);
        assertThat(connections).allMatch(Channel::isActive);
    }

    private void connect(int count) {
        final Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(LoopTransport.choose("auto").socketChannel())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Reader());
                    }
                });
        final InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port());
        while (connections.size() < count) {
            final List<ChannelFuture> batch = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                batch.add(bootstrap.connect(address));
            }
            batch.forEach(connecting ->
                    connections.add(connecting.syncUninterruptibly().channel()));
        }
    }

    /** Counts answers that have begun, and streams that have ended. */
    private final class Reader extends SimpleChannelInboundHandler<ByteBuf> {
        private final StringBuilder tail = new StringBuilder();
        private boolean begun;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
            if (!begun) {
                begun = true;
                answered.incrementAndGet();
            }
            tail.append(in.toString(StandardCharsets.UTF_8));
            if (tail.indexOf("data: [DONE]\n\n") >= 0) {
                tail.setLength(0);
                ended.incrementAndGet();
            }
            tail.delete(0, Math.max(0, tail.length() - 20));
        }
    }
}

package io.sluice.server.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class AcceptSocketsTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    static Stream<LoopTransport> transports() {
        return Arrays.stream(LoopTransport.values()).filter(transport -> transport.unavailable() == null);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void dealsConnectionsToLoopsAndTellsEachItsNumber(LoopTransport transport) throws Exception {
        final EventLoopGroup group = transport.newLoops(2);
        try {
            final List<EventLoop> loops = LoopTransport.loopsOf(group);
            final AcceptSockets sockets = AcceptSockets.bind(transport, group, ANY_PORT, 16, (channel, loopIndex) -> {
                assertThat(channel.eventLoop()).isSameAs(loops.get(loopIndex));
                assertThat(channel.eventLoop().inEventLoop()).isTrue();
                channel.pipeline().addLast(new Saying(loopIndex));
            });

            boolean first = false;
            boolean second = false;
            for (int i = 0; i < 400 && !(first && second); i++) {
                final int index = ask(sockets.address());
                first |= index == 0;
                second |= index == 1;
            }
            assertThat(first && second).isTrue();
            assertThat(sockets.close().await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> ask(sockets.address())).isInstanceOf(IOException.class);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void refusesAPortThatAnotherListensOn(LoopTransport transport) throws Exception {
        final EventLoopGroup group = transport.newLoops(1);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final InetSocketAddress address = (InetSocketAddress) taken.getLocalSocketAddress();

            assertThatThrownBy(() -> AcceptSockets.bind(transport, group, address, 16, (channel, index) -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("can't listen on [^ ]+:" + taken.getLocalPort() + ": .*in use.*");
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void noticesASecondGatewayThatWouldShareThePort() throws Exception {
        final LoopTransport transport = LoopTransport.choose("auto");
        final EventLoopGroup group = transport.newLoops(1);
        try {
            final AcceptSockets sockets = AcceptSockets.bind(transport, group, ANY_PORT, 16, (channel, index) -> {});

            assertThatThrownBy(
                            () -> AcceptSockets.bind(transport, group, sockets.address(), 16, (channel, index) -> {}))
                    .hasMessageContaining("in use");
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void saysWhichTransportsThereAre() {
        assertThat(LoopTransport.choose("nio")).isEqualTo(LoopTransport.NIO);
        assertThat(LoopTransport.choose("auto"))
                .isEqualTo(LoopTransport.EPOLL.unavailable() == null ? LoopTransport.EPOLL : LoopTransport.NIO);
        assertThatThrownBy(() -> LoopTransport.choose("kqueue"))
                .hasMessage("must be auto, io_uring, epoll or nio: transport=kqueue");
        final String reason = LoopTransport.IO_URING.unavailable();
        if (reason != null) {
            assertThatThrownBy(() -> LoopTransport.choose("io_uring"))
                    .hasMessage("transport io_uring doesn't work here: " + reason);
        }
    }

    private static int ask(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            return socket.getInputStream().read();
        }
    }

    /** Says its loop's number. */
    private static final class Saying extends ChannelInboundHandlerAdapter {
        private final int loopIndex;

        Saying(int loopIndex) {
            this.loopIndex = loopIndex;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(context.alloc().buffer(1).writeByte(loopIndex));
        }
    }
}

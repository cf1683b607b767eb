package io.sluice.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.Violation;
import io.sluice.server.loop.NanoClock;
import io.sluice.server.loop.TimerWheel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One client's share of a loop: how many of its requests are served in a turn, and how much of it is read and kept. */
final class ClientConnectionTest {
    private static final long NEVER_NS = 1L << 60;
    private static final String GET = "GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n";
    private static final int FLOOD = 1000;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Listener listener = new Listener();
    private final ClientConnection client;

    ClientConnectionTest() {
        client = new ClientConnection(
                new EdgeSettings(HttpLimits.DEFAULT, NEVER_NS, NEVER_NS, NEVER_NS, NEVER_NS),
                TimerWheel.on(channel.eventLoop(), NanoClock.SYSTEM),
                NanoClock.SYSTEM,
                connection -> listener);
        channel.pipeline().addLast(new Wire(), client);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aFloodOfRequestsIsServedAFewInATurn() {
        final List<Integer> turns = new ArrayList<>();

        read(GET.repeat(FLOOD));
        turns.add(listener.heads);
        while (listener.heads < FLOOD) {
            channel.eventLoop().execute(() -> turns.add(listener.heads)); // another connection's turn
            channel.runPendingTasks();
        }

        assertThat(turns.get(0)).isEqualTo(EdgeSettings.MAX_REQUESTS_PER_TURN);
        assertThat(turns.get(1)).isEqualTo(2 * EdgeSettings.MAX_REQUESTS_PER_TURN);
        assertThat(client.isRequestComplete()).isFalse();
    }

    @Test
    void aFloodWhoseAnswersAreNotTakenWaits() {
        takes(false);

        read(GET.repeat(FLOOD));
        channel.runPendingTasks();
        assertThat(listener.heads).isZero();

        takes(true);
        channel.runPendingTasks();
        assertThat(listener.heads).isEqualTo(FLOOD);
    }

    @Test
    void whatWaitsBehindAnUnansweredRequestIsReadToABoundAndReadAgainBelowIt() {
        listener.answers = false;

        read(GET);
        read(GET.repeat(EdgeSettings.MAX_PIPELINED_BYTES / GET.length()));
        assertThat(channel.config().isAutoRead()).isTrue();
        read(GET.repeat(4));
        assertThat(channel.config().isAutoRead()).isFalse();

        for (int i = 0; i < 4; i++) {
            client.finishAnswer(true);
        }
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(listener.heads).isEqualTo(5);
    }

    @Test
    void readingIsNeverLeftOffWhenNothingWaits() {
        listener.answers = false;
        read(GET);
        read("GET / HTTP/1.1\r\nhost: t\r\nx: " + "f".repeat(EdgeSettings.MAX_PIPELINED_BYTES / 8));
        read("f".repeat(EdgeSettings.MAX_PIPELINED_BYTES));
        assertThat(channel.config().isAutoRead()).isFalse();

        client.finishAnswer(true);

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(listener.violations).isEqualTo(1); // the head was too large, and that was found without more bytes
    }

    @Test
    void whoSendsOnWithoutBeingReadIsGone() {
        listener.answers = false;
        read(GET);
        while (channel.isOpen() && listener.gone == 0) {
            read("x".repeat(EdgeSettings.MAX_PIPELINED_BYTES));
        }

        assertThat(listener.gone).isEqualTo(1);
    }

    @Test
    void waitingBytesDoNotPinTheReadsTheyCameIn() {
        listener.answers = false;
        read(GET);
        final ByteBuf large = ByteBufAllocator.DEFAULT.directBuffer(64 * 1024);
        large.writeBytes(bytes("G"));

        channel.pipeline().fireChannelRead(large);

        assertThat(large.refCnt()).isZero();
        for (final char c : GET.substring(1).toCharArray()) {
            read(String.valueOf(c));
        }
        client.finishAnswer(true);
        assertThat(listener.heads).isEqualTo(2);
    }

    private void takes(boolean on) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, on);
    }

    /** As the loop reads, without running the tasks that this leaves. */
    private void read(String text) {
        channel.pipeline().fireChannelRead(bytes(text));
        final ChannelHandlerContext wire = channel.pipeline().context(Wire.class);
        if (wire != null) {
            wire.fireChannelReadComplete();
        }
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    /** Answers each request within its end, unless told not to. */
    private final class Listener implements RequestListener {
        private boolean answers = true;
        private int heads;
        private int violations;
        private int gone;

        @Override
        public void head(RequestHead head) {
            heads++;
        }

        @Override
        public void body(ByteBuf in, int index, int length) {}

        @Override
        public void end() {
            if (answers) {
                client.write(bytes("ok"));
                client.finishAnswer(true);
            }
        }

        @Override
        public void violation(Violation rule) {
            violations++;
            client.finishAnswer(false);
        }

        @Override
        public void requestTimeout() {}

        @Override
        public void overloaded() {}

        @Override
        public void clientGone() {
            gone++;
        }

        @Override
        public void writabilityChanged(boolean writable) {}
    }

    /** Takes everything at once; an embedded channel would run the loop's tasks in between. */
    private static final class Wire extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void flush(ChannelHandlerContext context) {}

        @Override
        public void read(ChannelHandlerContext context) {}
    }
}

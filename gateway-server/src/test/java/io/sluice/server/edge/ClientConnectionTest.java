package io.sluice.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.sluice.codec.http.HttpLimits;
import io.sluice.codec.http.RequestHead;
import io.sluice.codec.http.Violation;
import io.sluice.server.loop.TimerWheel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One client's share of a loop: how many of its requests are served in a turn, and how much of it is read and kept. */
final class ClientConnectionTest {
    private static final long NEVER_NS = 1L << 60;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long WRITE_IDLE_NS = 60 * SECOND_NS;
    private static final String GET = "GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n";
    private static final int FLOOD = 1000;

    private final EmbeddedChannel channel = new EmbeddedChannel() {
        @Override
        protected void doWrite(ChannelOutboundBuffer out) throws Exception {
            if (!slow) {
                super.doWrite(out);
            }
        }
    };
    private final Listener listener = new Listener();
    private long nowNs;
    private final TimerWheel wheel = TimerWheel.manual(() -> nowNs);
    private boolean slow; // the client takes what the test says, and nothing else
    private final ClientConnection client;

    ClientConnectionTest() {
        client = new ClientConnection(
                new EdgeSettings(HttpLimits.DEFAULT, 10 * SECOND_NS, 30 * SECOND_NS, NEVER_NS, WRITE_IDLE_NS),
                wheel,
                () -> nowNs,
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

    @Test
    void theLastAnswerIsNotCutOffWhileItsReaderTakesIt() {
        listener.answers = false;
        read(GET);
        slow = true;
        client.write(bytes("x".repeat(100_000)));
        client.finishAnswer(false);
        pass(10 * SECOND_NS);
        take(40_000);
        assertThat(channel.isOpen()).isTrue();

        slow = false;
        channel.pipeline().firstContext().flush();
        channel.runPendingTasks();

        final ByteBuf rest = channel.readOutbound();
        assertThat(rest.readableBytes()).isEqualTo(60_000);
        rest.release();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatALeavingClientStillSendsGainsItNoTime() {
        read("GET / HTTP/1.1\r\nhost : t\r\n\r\n");
        assertThat(listener.violations).isEqualTo(1);

        for (int second = 0; second < 4 && channel.isOpen(); second++) {
            pass(SECOND_NS);
            read("x");
        }

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHeadThatDripsIsGivenUp() {
        for (int second = 0; second < 12 && listener.timeouts == 0; second++) {
            read("G");
            pass(SECOND_NS);
        }

        assertThat(listener.timeouts).isEqualTo(1);
    }

    @Test
    void aBodyThatDripsIsGivenUpAndOneThatKeepsItsPaceIsNot() {
        read("POST / HTTP/1.1\r\nhost: t\r\ncontent-length: 10000000\r\n\r\n");
        for (int second = 0; second < 120; second++) {
            read("x".repeat(1100));
            pass(SECOND_NS);
        }
        assertThat(listener.timeouts).isZero();

        for (int second = 0; second < 60 && listener.timeouts == 0; second++) {
            read("x");
            pass(SECOND_NS);
        }
        assertThat(listener.timeouts).isEqualTo(1);
    }

    @Test
    void aReaderThatTakesAByteAMinuteIsGivenUpThoughItKeepsSending() {
        listener.answers = false;
        read(GET);
        slow = true;
        client.write(bytes("x".repeat(100_000)));
        client.flush();

        for (int minute = 0; minute < 3 && listener.gone == 0; minute++) {
            for (int second = 0; second < 60; second++) {
                pass(SECOND_NS);
                read("G");
            }
            take(1);
        }

        assertThat(listener.gone).isEqualTo(1);
    }

    @Test
    void aReaderThatKeepsItsPaceIsServedHoweverLongItTakes() {
        listener.answers = false;
        read(GET);
        slow = true;
        client.write(bytes("x".repeat(1_000_000)));
        client.flush();

        for (int minute = 0; minute < 15; minute++) {
            pass(60 * SECOND_NS);
            take(62_000);
        }

        assertThat(listener.gone).isZero();
        assertThat(channel.isOpen()).isTrue();
    }

    private void take(int count) {
        final ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        if (out != null) {
            out.removeBytes(count);
        }
    }

    /** Time passes in ticks, as it does for a loop. */
    private void pass(long ns) {
        final long endNs = nowNs + ns;
        while (nowNs < endNs) {
            nowNs += SECOND_NS / 10;
            wheel.advance(nowNs);
        }
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
        private int timeouts;

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
        public void requestTimeout() {
            timeouts++;
            client.finishAnswer(false);
        }

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
    private final class Wire extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (slow) {
                context.write(message, promise);
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            if (slow) {
                context.flush();
            }
        }

        @Override
        public void read(ChannelHandlerContext context) {}
    }
}

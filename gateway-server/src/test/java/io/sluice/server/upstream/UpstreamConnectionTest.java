package io.sluice.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.sluice.server.loop.LoopTransport;
import io.sluice.server.support.ScriptedUpstream;
import io.sluice.server.upstream.Rig.Exchange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class UpstreamConnectionTest {
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    static Stream<LoopTransport> transports() {
        return Arrays.stream(LoopTransport.values()).filter(transport -> transport.unavailable() == null);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void servesOneExchangeAfterAnotherOnEveryTransport(LoopTransport transport) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
                    for (int i = 1; !wire.readHead().isEmpty(); i++) {
                        wire.respond("answer " + i);
                    }
                });
                Rig other = new Rig(transport, Rig.settings(60_000, 10))) {
            final Origin origin = other.origin(upstream.port());

            assertThat(other.get(origin).outcome()).isEqualTo("200 answer 1");
            other.awaitOnLoop(() -> other.pools.stats().get(0).idle() == 1);
            final Exchange second = other.get(origin);

            assertThat(second.outcome()).isEqualTo("200 answer 2");
            assertThat(second.reused).isTrue();
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void readsAnAnswerThatComesByteByByte() throws Exception {
        final String answer = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            while (!wire.readHead().isEmpty()) {
                for (int i = 0; i < answer.length(); i++) {
                    wire.send(answer.substring(i, i + 1));
                }
            }
        })) {
            assertThat(rig.get(rig.origin(upstream.port())).outcome()).isEqualTo("200 abcde");
            awaitIdle();
            assertThat(rig.get(rig.origin(upstream.port())).outcome()).isEqualTo("200 abcde");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void endsAnAnswerWithoutLengthAtTheEndOfTheConnection() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send("HTTP/1.1 200 OK\r\n\r\nall there is");
        })) {
            assertThat(rig.get(rig.origin(upstream.port())).outcome()).isEqualTo("200 all there is");
            assertThat(rig.stats().idle()).isZero();
        }
    }

    @Test
    void readsNoBodyAfterAHeadRequest() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            wire.read();
        })) {
            final Exchange exchange = rig.get(rig.origin(upstream.port()), prepared -> prepared.headRequest = true);

            assertThat(exchange.outcome()).isEqualTo("200 ");
            awaitIdle();
        }
    }

    @Test
    void tellsAResetWithinTheAnswerFromACloseBeforeIt() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            switch (number) {
                case 1 -> {}
                case 2 -> wire.reset();
                case 3 -> wire.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                case 4 -> wire.send("HTTP/1.1 20");
                default -> wire.send("SSH-2.0-OpenSSH_9.2p1\r\n");
            }
        })) {
            final Origin origin = rig.origin(upstream.port());

            assertThat(rig.get(origin).outcome()).isEqualTo("CLOSED before bytes");
            assertThat(rig.get(origin).outcome()).isEqualTo("RESET before bytes");
            assertThat(rig.get(origin).outcome()).isEqualTo("TRUNCATED after bytes");
            assertThat(rig.get(origin).outcome()).isEqualTo("TRUNCATED after bytes");
            final Exchange garbage = rig.get(origin);
            assertThat(garbage.outcome()).isEqualTo("VIOLATION after bytes");
            assertThat(garbage.connection().failureDetail())
                    .isEqualTo(origin + " broke HTTP (RFC 9112 4): the status line is malformed");
            assertThat(rig.stats().busy()).isZero();
            assertThat(rig.stats().idle()).isZero();
        }
    }

    @Test
    void opensAnotherWhenThePooledOneWasClosedByItsServer() throws Exception {
        final CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.respond("from " + number);
            if (number == 1) {
                wire.socket().close();
                closed.countDown();
            } else {
                wire.read();
            }
        })) {
            final Origin origin = rig.origin(upstream.port());
            assertThat(rig.get(origin).outcome()).isEqualTo("200 from 1");
            closed.await();
            rig.awaitOnLoop(() -> rig.pools.stats().get(0).idle() == 0);

            final Exchange second = rig.get(origin);

            assertThat(second.outcome()).isEqualTo("200 from 2");
            assertThat(second.reused).isFalse();
        }
    }

    @Test
    void saysThatNothingArrivedWhenThePooledOneIsClosedUnderTheRequest() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.respond("first");
            wire.readHead();
        })) {
            final Origin origin = rig.origin(upstream.port());
            rig.get(origin).outcome();
            awaitIdle();

            final Exchange second = rig.get(origin);

            assertThat(second.outcome()).isEqualTo("CLOSED before bytes");
            assertThat(second.reused).isTrue();
        }
    }

    @Test
    void closesAnIdleOneThatSpeaksUnasked() throws Exception {
        final CountDownLatch idle = new CountDownLatch(1);
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.respond("from " + number);
            if (number == 1) {
                idle.await();
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                closed.complete(wire.read());
            }
            wire.read();
        })) {
            final Origin origin = rig.origin(upstream.port());
            rig.get(origin).outcome();
            awaitIdle();
            idle.countDown();
            assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(-1);

            assertThat(rig.get(origin).outcome()).isEqualTo("200 from 2");
        }
    }

    @Test
    void keepsNoneThatSentMoreThanItsAnswer() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
            wire.read();
        })) {
            final Origin origin = rig.origin(upstream.port());

            assertThat(rig.get(origin).outcome()).isEqualTo("200 ok");
            rig.awaitOnLoop(() -> rig.pools.stats().get(0).busy() == 0);
            assertThat(rig.stats().idle()).isZero();
            assertThat(rig.get(origin).outcome()).isEqualTo("200 ok");
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    /** The turn's last read ends exactly where the answer does, and somebody waits for the connection. */
    @ParameterizedTest
    @MethodSource("transports")
    void looksBehindAnAnswerThatFilledTheLastReadOfATurn(LoopTransport transport) throws Exception {
        final String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        try (Rig other = new Rig(transport, Rig.settings(60_000, 10));
                ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
                    wire.readHead();
                    wire.send(number == 1 ? answer + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison" : answer);
                    wire.read();
                })) {
            final Origin origin = other.origin(upstream.port(), 1, 5000);
            final Exchange first = other.get(origin, prepared -> prepared.sendsByItself = false);
            final UpstreamConnection connection = first.connection();
            other.run(() -> {
                Objects.requireNonNull(connection.channel())
                        .config()
                        .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(answer.length()).maxMessagesPerRead(1));
                connection.write(Rig.bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
                connection.requestComplete();
            });
            final Exchange second = other.get(origin);
            other.run(connection::flush);

            assertThat(first.outcome()).isEqualTo("200 ok");
            assertThat(second.outcome()).isEqualTo("200 ok");
            assertThat(second.reused).isFalse();
        }
    }

    @Test
    void servesAgainWhenNothingIsFoundBehindAnAnswerThatFilledTheLastRead() throws Exception {
        final String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            while (!wire.readHead().isEmpty()) {
                wire.send(answer);
            }
        })) {
            final Origin origin = rig.origin(upstream.port(), 1, 5000);
            final Exchange first = rig.get(origin, prepared -> prepared.sendsByItself = false);
            final UpstreamConnection connection = first.connection();
            rig.run(() -> {
                Objects.requireNonNull(connection.channel())
                        .config()
                        .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(answer.length()));
                connection.write(Rig.bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
                connection.requestComplete();
                connection.flush();
            });
            final Exchange second = rig.get(origin);

            assertThat(first.outcome()).isEqualTo("200 ok");
            assertThat(second.outcome()).isEqualTo("200 ok");
            assertThat(second.reused).isTrue();
        }
    }

    /** A client that can't follow has its upstream paused: what came meanwhile has not been seen when the answer is over. */
    @Test
    void looksBehindAnAnswerWhoseReadingWasPaused() throws Exception {
        final CountDownLatch paused = new CountDownLatch(1);
        final CountDownLatch poisoned = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            if (number == 1) {
                paused.await();
                wire.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
                poisoned.countDown();
            }
            wire.read();
        })) {
            final Origin origin = rig.origin(upstream.port(), 1, 5000);
            final Exchange first = rig.get(origin, prepared -> {
                prepared.pausesAtHead = true;
                prepared.releasesByItself = false;
            });
            final Exchange second = rig.get(origin);
            assertThat(first.outcome()).isEqualTo("200 ok");
            paused.countDown();
            poisoned.await();
            rig.run(first.connection()::release);

            assertThat(second.outcome()).isEqualTo("200 ok");
            assertThat(second.reused).isFalse();
        }
    }

    @Test
    void keepsNoneThatWasResetBehindItsAnswerAndLosesNothingOfIt() throws Exception {
        final CountDownLatch heard = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.respond("from " + number);
            heard.await();
            wire.reset();
        })) {
            final Origin origin = rig.origin(upstream.port());
            final Exchange first = rig.get(origin, prepared -> prepared.releasesByItself = false);
            assertThat(first.outcome()).isEqualTo("200 from 1");
            heard.countDown();
            final UpstreamConnection connection = first.connection();
            rig.awaitOnLoop(() -> !connection.isOpen());
            rig.run(connection::release);

            assertThat(rig.get(origin).outcome()).isEqualTo("200 from 2");
        }
    }

    @Test
    void givesUpAnUpstreamThatStormsWithInterimAnswers() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            for (int i = 0; i < (number == 1 ? 1_000_000 : 3); i++) {
                wire.send("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
            }
            wire.respond("at last");
            wire.read();
        })) {
            final Origin origin = rig.origin(upstream.port());
            final Exchange storm = rig.get(origin);

            assertThat(storm.outcome()).isEqualTo("VIOLATION after bytes");
            assertThat(storm.events).doesNotContain("head 103");
            assertThat(rig.get(origin).outcome()).isEqualTo("200 at last");
        }
    }

    @Test
    void takesNoAnswerThatCameBeforeTheQuestion() throws Exception {
        final CountDownLatch acquired = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            acquired.await();
            wire.send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n");
            wire.read();
        })) {
            final Exchange exchange = rig.get(rig.origin(upstream.port()), prepared -> prepared.sendsByItself = false);
            exchange.connection();
            acquired.countDown();

            assertThat(exchange.outcome()).isEqualTo("CLOSED before bytes");
            assertThat(exchange.connection().failureDetail()).contains("before it was asked");
        }
    }

    @Test
    void deliversAnAnswerThatComesBeforeTheRequestIsFinishedAndKeepsNothing() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
            wire.read(1_000_000);
        })) {
            final Exchange exchange = rig.get(rig.origin(upstream.port()), prepared -> prepared.sendsByItself = false);
            final UpstreamConnection connection = exchange.connection();
            rig.run(() -> {
                connection.write(Rig.bytes("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"));
                connection.flush();
            });

            assertThat(exchange.outcome()).isEqualTo("413 big");
            rig.awaitOnLoop(() -> rig.pools.stats().get(0).busy() == 0);
            assertThat(rig.stats().idle()).isZero();
        }
    }

    @Test
    void findsTheAnswerOfAnUpstreamThatStoppedListening() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
            wire.finish();
            wire.read(2_000_000);
        })) {
            final Exchange exchange = rig.get(rig.origin(upstream.port()), prepared -> prepared.sendsByItself = false);
            final UpstreamConnection connection = exchange.connection();
            rig.run(() -> {
                connection.write(Rig.bytes("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n"));
                connection.write(Rig.zeros(9_000_000));
                connection.flush();
            });

            assertThat(exchange.outcome()).isEqualTo("401 no");
        }
    }

    @Test
    void releasesEveryPieceItWasGivenWhateverHappens() throws Exception {
        final CountDownLatch acquired = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            acquired.await();
            wire.reset();
        })) {
            final Exchange exchange = rig.get(rig.origin(upstream.port()), prepared -> prepared.sendsByItself = false);
            final UpstreamConnection connection = exchange.connection();
            final List<ByteBuf> pieces = new ArrayList<>();
            rig.run(() -> {
                for (int i = 0; i < 5; i++) {
                    pieces.add(Rig.zeros(4_000_000));
                    connection.write(pieces.get(i));
                }
                connection.flush();
            });
            acquired.countDown();
            assertThat(exchange.outcome()).isIn("RESET before bytes", "WRITE before bytes");
            rig.run(() -> {
                pieces.add(Rig.zeros(10));
                connection.write(pieces.get(5));
                connection.flush();
            });

            rig.awaitOnLoop(() -> pieces.stream().allMatch(piece -> piece.refCnt() == 0));
        }
    }

    /** What the kernel holds of a connection that its peer has closed is read in one go, hence the bound on it. */
    @ParameterizedTest
    @CsvSource({"true, 262144", "false, 1048576"})
    void readsNoMoreThanATurnsWorthBeforeTheLoopServesOthers(boolean keptOpen, long most) throws Exception {
        final int total = 16 << 20;
        try (Rig rig = new Rig();
                ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
                    wire.readHead();
                    wire.send("HTTP/1.1 200 OK\r\ncontent-length: " + total + "\r\n\r\n");
                    wire.send(new byte[total]);
                    if (keptOpen) {
                        wire.readHead();
                    }
                })) {
            final Rig.Exchange exchange = rig.get(rig.origin(upstream.port()), it -> it.keepsBody = false);
            exchange.outcome();

            assertThat(exchange.bodyBytes.get()).isEqualTo(total);
            assertThat(exchange.largestBatch).isBetween(1L, most);
        }
    }

    @Test
    void holdsTheUpstreamUpWhileReadingIsPaused() throws Exception {
        final int total = 64 * 1024 * 1024;
        final CompletableFuture<Boolean> blocked = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n");
            final Thread sender = Thread.currentThread();
            Thread.ofVirtual().start(() -> {
                // Blocked in the socket's send: it has neither ended nor moved on.
                while (sender.getState() == Thread.State.RUNNABLE) {
                    Thread.onSpinWait();
                }
                blocked.complete(true);
            });
            wire.send(new byte[total]);
        })) {
            final Exchange exchange = rig.get(rig.origin(upstream.port()), prepared -> {
                prepared.keepsBody = false;
                prepared.pausesAtHead = true;
            });
            blocked.get(20, TimeUnit.SECONDS);
            exchange.awaitEvent("head 200");
            final long first = exchange.bodyBytes.get();
            for (int i = 0; i < 1000; i++) {
                rig.run(() -> {});
            }

            assertThat(exchange.bodyBytes.get())
                    .isLessThanOrEqualTo(first + 1024 * 1024)
                    .isLessThan(total / 2);
            final UpstreamConnection connection = exchange.connection();
            rig.run(connection::resumeReading);
            assertThat(exchange.outcome()).isEqualTo("200 ");
            assertThat(exchange.bodyBytes.get()).isEqualTo(total);
        }
    }

    @Test
    void tellsWhenTheUpstreamDoesNotReadAndWhenItDoesAgain() throws Exception {
        final CountDownLatch goOn = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            goOn.await();
            wire.read(20_000_000);
            wire.respond("thanks");
            wire.read();
        })) {
            final Exchange exchange = rig.get(rig.origin(upstream.port()), prepared -> prepared.sendsByItself = false);
            final UpstreamConnection connection = exchange.connection();
            rig.run(() -> {
                connection.write(Rig.bytes("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n"));
                connection.write(Rig.zeros(20_000_000));
                connection.requestComplete();
                connection.flush();
            });
            assertThat(exchange.writability.poll(20, TimeUnit.SECONDS)).isFalse();
            goOn.countDown();

            assertThat(exchange.writability.poll(20, TimeUnit.SECONDS)).isTrue();
            assertThat(exchange.outcome()).isEqualTo("200 thanks");
            awaitIdle();
        }
    }

    @Test
    void closesAtOnceWhenCancelledWithinACall() throws Exception {
        final CompletableFuture<Integer> seen = new CompletableFuture<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            seen.complete(wire.read());
        })) {
            final Exchange exchange = rig.get(rig.origin(upstream.port()), prepared -> prepared.cancelsAtHead = true);

            assertThat(exchange.outcome()).isEqualTo("cancelled");
            assertThat(seen.handle((octet, reset) -> octet == null ? -1 : octet).get(20, TimeUnit.SECONDS))
                    .isEqualTo(-1);
            assertThat(exchange.events).containsExactly("head 200");
            assertThat(rig.stats().busy()).isZero();
        }
    }

    @Test
    void letsGoBeforeTheServerDoesWhenTheServerSaysHowLongItKeepsIdleOnes() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send("HTTP/1.1 200 OK\r\nKeep-Alive: max=5, timeout=1\r\nContent-Length: 0\r\n\r\n");
            wire.read();
        })) {
            rig.get(rig.origin(upstream.port())).outcome();

            rig.awaitOnLoop(() -> rig.pools.stats().get(0).busy() == 0);
            assertThat(rig.stats().idle()).isZero();
        }
    }

    private void awaitIdle() throws Exception {
        rig.awaitOnLoop(() -> rig.pools.stats().get(0).idle() == 1);
    }
}

package io.sluice.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.loop.LoopTransport;
import io.sluice.server.support.ScriptedUpstream;
import io.sluice.server.upstream.Rig.Exchange;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class UpstreamPoolsTest {
    private final Semaphore answers = new Semaphore(0);
    private Rig rig;
    private ScriptedUpstream upstream;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
        upstream = ScriptedUpstream.start((wire, number) -> {
            while (!wire.readHead().isEmpty()) {
                answers.acquire();
                wire.respond("by " + number);
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        upstream.close();
        rig.close();
    }

    @Test
    void servesTheLineInOrderWithNoMoreConnectionsThanAllowed() throws Exception {
        final Origin origin = rig.origin(upstream.port(), 2, 20_000);
        final List<Exchange> line = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            line.add(rig.get(origin));
        }
        rig.awaitOnLoop(() -> rig.pools.stats().get(0).busy() == 2);
        assertThat(rig.stats().waiting()).isEqualTo(4);
        assertThat(line.get(2).connection).isNotDone();

        answers.release();
        line.get(2).connection();
        assertThat(line.get(3).connection).isNotDone();
        answers.release(5);

        for (final Exchange exchange : line) {
            assertThat(exchange.outcome()).startsWith("200 by ");
        }
        assertThat(upstream.connections()).isEqualTo(2);
        rig.awaitOnLoop(() -> rig.pools.stats().get(0).idle() == 2);
        final PoolStats stats = rig.stats();
        assertThat(stats.opened()).isEqualTo(2);
        assertThat(stats.reused()).isEqualTo(4);
    }

    @Test
    void saysExhaustedWhenAllStayBusy() throws Exception {
        final Origin origin = rig.origin(upstream.port(), 1, 60);
        final Exchange busy = rig.get(origin);
        busy.connection();

        final Exchange late = rig.get(origin);

        assertThat(late.outcome()).isEqualTo("EXHAUSTED: all 1 connections to " + origin + " stayed busy for 60 ms");
        answers.release();
        assertThat(busy.outcome()).isEqualTo("200 by 1");
    }

    @Test
    void refusesAtOnceWhenTheLineIsFull() throws Exception {
        try (Rig small = new Rig(LoopTransport.choose("auto"), Rig.settings(60_000, 2))) {
            final Origin origin = small.origin(upstream.port(), 1, 20_000);
            small.get(origin).connection();
            small.get(origin);
            small.get(origin);

            assertThat(small.get(origin).outcome())
                    .isEqualTo("EXHAUSTED: too many requests wait for a connection to " + origin);
            answers.release(3);
        }
    }

    @Test
    void passesOverWhoLeftTheLine() throws Exception {
        final Origin origin = rig.origin(upstream.port(), 1, 20_000);
        final Exchange busy = rig.get(origin);
        busy.connection();
        final Exchange gone = rig.get(origin);
        final Exchange next = rig.get(origin);

        rig.run(() -> gone.ticket.cancel());
        rig.run(() -> gone.ticket.cancel());
        answers.release(2);

        assertThat(next.outcome()).isEqualTo("200 by 1");
        assertThat(gone.connection).isNotDone();
        assertThat(gone.outcome).isNotDone();
        assertThat(rig.stats().waiting()).isZero();
    }

    @Test
    void keepsTheConnectionOfWhoLeftForTheNext() throws Exception {
        final Origin origin = rig.origin(upstream.port());
        final Exchange gone = new Exchange();
        rig.run(() -> rig.pools.acquire(origin, System.nanoTime(), gone).cancel());
        rig.awaitOnLoop(() -> rig.pools.stats().get(0).idle() == 1);

        answers.release();
        final Exchange next = rig.get(origin);

        assertThat(next.outcome()).isEqualTo("200 by 1");
        assertThat(gone.connection).isNotDone();
    }

    @Test
    void usesTheConnectionThatWasUsedLast() throws Exception {
        final Origin origin = rig.origin(upstream.port());
        final Exchange one = rig.get(origin);
        one.connection();
        final Exchange two = rig.get(origin);
        two.connection();
        answers.release();
        answers.release();
        one.outcome();
        two.outcome();
        rig.awaitOnLoop(() -> rig.pools.stats().get(0).idle() == 2);
        answers.release(10);

        final String last = rig.get(origin).outcome();
        for (int i = 0; i < 5; i++) {
            rig.awaitOnLoop(() -> rig.pools.stats().get(0).idle() == 2);
            assertThat(rig.get(origin).outcome()).isEqualTo(last);
        }
    }

    @Test
    void closesWhatIsIdleForTooLong() throws Exception {
        final CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedUpstream watching = ScriptedUpstream.start((wire, number) -> {
                    wire.readHead();
                    wire.respond("x");
                    wire.read();
                    closed.countDown();
                });
                Rig brief = new Rig(LoopTransport.choose("auto"), Rig.settings(40, 10))) {
            assertThat(brief.get(brief.origin(watching.port())).outcome()).isEqualTo("200 x");

            closed.await();
            brief.awaitOnLoop(() -> brief.pools.stats().get(0).idle() == 0);
            assertThat(brief.call(() -> brief.wheel.size())).isZero();
        }
    }

    @Test
    void keepsNothingOfAnOriginThatIsNoLongerConfigured() throws Exception {
        final Origin kept = rig.origin(upstream.port());
        final Origin dropped = rig.origin(upstream.port(), 7, 5000);
        answers.release(2);
        rig.get(kept).outcome();
        rig.get(dropped).outcome();
        final Exchange busy = rig.get(dropped);
        busy.connection();

        rig.run(() -> rig.pools.retain(List.of(kept)));
        answers.release();

        assertThat(busy.outcome()).startsWith("200");
        rig.awaitOnLoop(() -> rig.pools.stats().size() == 1);
        assertThat(rig.stats().idle()).isEqualTo(1);
    }

    @Test
    void failsWhoWaitsWhenItCloses() throws Exception {
        final Origin origin = rig.origin(upstream.port(), 1, 20_000);
        final Exchange busy = rig.get(origin);
        busy.connection();
        final Exchange waiting = rig.get(origin);

        rig.run(rig.pools::close);

        assertThat(waiting.outcome()).isEqualTo("CLOSING: the gateway is shutting down");
        assertThat(rig.get(origin).outcome()).isEqualTo("CLOSING: the gateway is shutting down");
        answers.release();
        assertThat(busy.outcome()).isEqualTo("200 by 1");
        rig.awaitOnLoop(() -> rig.pools.stats().isEmpty());
    }

    @Test
    void saysWhoRefused() throws Exception {
        final int port = unusedPort();

        assertThat(rig.get(rig.origin(port)).outcome())
                .startsWith("REFUSED: can't connect to 127.0.0.1:" + port + ": ")
                .contains("Connection refused");
        assertThat(rig.stats().failed()).isEqualTo(1);
        assertThat(rig.stats().connecting()).isZero();
    }

    @Test
    void failsEveryOneInLineWhenNobodyListens() throws Exception {
        final Origin origin = rig.origin(unusedPort(), 2, 5000);
        final List<Exchange> line = new ArrayList<>();
        rig.run(() -> {
            for (int i = 0; i < 7; i++) {
                final Exchange exchange = new Exchange();
                line.add(exchange);
                exchange.ticket = rig.pools.acquire(origin, System.nanoTime(), exchange);
            }
        });

        for (final Exchange exchange : line) {
            assertThat(exchange.outcome()).startsWith("REFUSED");
        }
        assertThat(rig.stats().waiting()).isZero();
    }

    @Test
    void saysThatANameHasNoAddress() throws Exception {
        assertThat(rig.get(rig.origin("nowhere.invalid", 80, null, null)).outcome())
                .isEqualTo("DNS: no address found for nowhere.invalid");
    }

    @Test
    void triesTheNextAddressWhenOneRefuses() throws Exception {
        rig.hosts.put("two.test", List.of(Rig.ip(127, 0, 0, 77), Rig.ip(127, 0, 0, 1)));
        answers.release();

        assertThat(rig.get(rig.origin("two.test", upstream.port(), null, null)).outcome())
                .isEqualTo("200 by 1");
    }

    @Test
    void givesAnAddressThatDoesNotAnswerOnlyItsShareOfTheTime() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FullBacklog full = FullBacklog.of(deaf)) {
            final ServerSocket second = new ServerSocket(deaf.getLocalPort(), 50, Rig.ip(127, 0, 0, 2));
            try (ScriptedUpstream answering = ScriptedUpstream.start(second, (wire, number) -> {
                wire.readHead();
                wire.respond("second");
            })) {
                rig.hosts.put("two.test", List.of(Rig.ip(127, 0, 0, 1), Rig.ip(127, 0, 0, 2)));
                final Origin origin = new Origin("test", "two.test", answering.port(), null, null, 4, 1000 * Rig.MS);

                assertThat(rig.get(origin).outcome()).isEqualTo("200 second");
                assertThat(full.isFull()).isTrue();
            }
        }
    }

    @Test
    void saysWhatItWaitedForWhenConnectingTakesTooLong() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FullBacklog full = FullBacklog.of(deaf)) {
            final Origin origin = rig.origin(deaf.getLocalPort(), 4, 100);

            assertThat(rig.get(origin).outcome())
                    .isEqualTo("TIMEOUT: connecting to " + origin + " took longer than 100 ms, waiting for connecting");
            assertThat(full.isFull()).isTrue();
            assertThat(rig.stats().connecting()).isZero();
            assertThat(rig.call(() -> rig.wheel.size())).isZero();
        }
    }

    @Test
    void looksUpTheHostsFileAndDoesWithoutALookupForLiterals() throws Exception {
        final Rig real = new Rig();
        try {
            final UpstreamPools pools = real.call(() -> UpstreamPools.on(
                    real.loop, LoopTransport.choose("auto"), real.wheel, System::nanoTime, Rig.settings(60_000, 10)));
            answers.release();
            final Exchange exchange = new Exchange();
            final Origin origin = new Origin("test", "localhost", upstream.port(), null, null, 4, 5000 * Rig.MS);
            real.run(() -> pools.acquire(origin, System.nanoTime(), exchange));
            assertThat(exchange.outcome()).isEqualTo("200 by 1");
            real.run(pools::close);
        } finally {
            real.close();
        }
    }

    private static int unusedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

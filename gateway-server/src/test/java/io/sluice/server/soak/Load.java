package io.sluice.server.soak;

import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** One client after another at one gateway, of every kind there is, until told to stop. One thread. */
final class Load implements Runnable {
    /** Name of the request field that tells the vendors what to do; {@link Faults} knows the values. */
    static final String FAULT = "x-soak-fault";

    /** Name of the request field that carries the request's number, which its model's name ends with too. */
    static final String NUMBER = "x-soak-number";

    private static final AtomicLong NUMBERS = new AtomicLong();

    /** A client that has sent its request and hears nothing for so long has been forgotten. */
    private static final int PATIENCE_MS = 45_000;

    private final int port;
    private final @Nullable SSLContext tls;
    private final SplittableRandom random;
    private final Tally tally;
    private volatile boolean stopped;
    private @Nullable RawClient kept;

    /** What all clients together have seen. */
    static final class Tally {
        final AtomicLong asked = new AtomicLong();
        final AtomicLong answered = new AtomicLong();
        final AtomicLong cut = new AtomicLong();
        final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    }

    /** @param tls null for a gateway without */
    Load(int port, @Nullable SSLContext tls, long seed, Tally tally) {
        this.port = port;
        this.tls = tls;
        this.random = new SplittableRandom(seed);
        this.tally = tally;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                once(random.nextInt(24));
            } catch (UncheckedIOException cutOff) {
                dropKept();
            }
            pause(5, 40);
        }
        dropKept();
    }

    private void once(int kind) {
        switch (kind) {
            case 0 -> leave(true);
            case 1 -> leave(false);
            case 2 -> stopReading();
            case 3 -> sendGarbage();
            case 4 -> sendHalfAHead();
            case 5 -> dripABody(true);
            case 6 -> dripABody(false);
            case 7 -> pipeline();
            case 8 -> confuseTls();
            case 9 -> askMuch();
            case 10 -> beNobody();
            default -> ask(Faults.any(random));
        }
    }

    /** An honest client that keeps its connection while it can. */
    private void ask(String fault) {
        final RawClient client = kept == null ? connect() : kept;
        kept = null;
        final long number = NUMBERS.incrementAndGet();
        client.send(request(number, fault, random.nextBoolean(), ""));
        if (answered(client, number)) {
            kept = client;
        } else {
            client.close();
        }
    }

    /** Reads an answer; false when the connection is of no more use. */
    private boolean answered(RawClient client, long number) {
        tally.asked.incrementAndGet();
        final long startNs = System.nanoTime();
        try {
            final RawClient.Answer answer = client.answer();
            if (answer.complete()) {
                tally.answered.incrementAndGet();
                return !"close".equals(answer.head().field("connection"));
            }
        } catch (UncheckedIOException cutOff) {
            // counted below
        }
        tally.cut.incrementAndGet();
        if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs) >= PATIENCE_MS) {
            tally.forgotten.add("request " + number);
        }
        return false;
    }

    private void leave(boolean rudely) {
        try (RawClient client = connect()) {
            client.send(request(NUMBERS.incrementAndGet(), "paced", true, ""));
            if (random.nextBoolean()) {
                client.head();
                pause(0, 200);
            }
            if (rudely && tls == null) {
                client.socket().setSoLinger(true, 0);
            }
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stopReading() {
        try (RawClient client = connect()) {
            client.send(request(NUMBERS.incrementAndGet(), "endless", true, ""));
            client.head();
            pause(500, 5_000);
        }
    }

    private void sendGarbage() {
        final byte[] garbage = new byte[random.nextInt(1, 3_000)];
        random.nextBytes(garbage);
        try (RawClient client = connect()) {
            client.send(
                    random.nextBoolean()
                            ? garbage
                            : "GET /healthz HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            client.isClosedByPeer();
        }
    }

    private void sendHalfAHead() {
        try (RawClient client = connect()) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: te");
            if (random.nextInt(4) == 0) {
                client.isClosedByPeer();
            }
        }
    }

    /** @param whole whether the rest ever comes */
    private void dripABody(boolean whole) {
        final long number = NUMBERS.incrementAndGet();
        final byte[] request = request(number, "fine", false, "");
        try (RawClient client = connect()) {
            final int head = request.length - 60;
            client.send(java.util.Arrays.copyOf(request, head));
            for (int at = head; at < (whole ? request.length : request.length - 20); at += 5) {
                client.send(java.util.Arrays.copyOfRange(request, at, Math.min(request.length, at + 5)));
                pause(1, 20);
            }
            answered(client, number);
        }
    }

    private void pipeline() {
        final int requests = random.nextInt(2, 6);
        final java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < requests; i++) {
            all.writeBytes(request(NUMBERS.incrementAndGet(), Faults.any(random), random.nextBoolean(), ""));
        }
        try (RawClient client = connect()) {
            client.send(all.toByteArray());
            for (int i = 0; i < requests; i++) {
                if (!answered(client, NUMBERS.get())) {
                    return; // whatever came behind it is lost with the connection
                }
            }
        }
    }

    /** The other kind of protocol on each port. */
    private void confuseTls() {
        try (RawClient client = RawClient.connect(port)) {
            if (tls != null && random.nextBoolean()) {
                client.send("GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n");
            } else {
                client.send(new byte[] {22, 3, 1, 0, 100, 1, 0, 0, 96, 3, 3});
            }
            if (random.nextBoolean()) {
                client.isClosedByPeer();
            }
        }
    }

    private void askMuch() {
        try (RawClient client = connect()) {
            final long number = NUMBERS.incrementAndGet();
            client.send(request(number, "huge", random.nextBoolean(), "q".repeat(random.nextInt(1_000_000))));
            answered(client, number);
        }
    }

    private void beNobody() {
        try (RawClient client = connect()) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\nauthorization: Bearer sk-nobody\r\n"
                    + "content-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
            answered(client, 0);
        }
    }

    private static byte[] request(long number, String fault, boolean stream, String more) {
        final String body = "{\"model\":\"soak-" + number + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"say something " + more + "\"}]}";
        return ("POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\nauthorization: Bearer " + TestGateway.KEY
                        + "\r\ncontent-type: application/json\r\n" + FAULT + ": " + fault + "\r\n" + NUMBER + ": "
                        + number + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private RawClient connect() {
        final RawClient client = tls == null
                ? RawClient.connect(port)
                : RawClient.connect(tls, port, random.nextInt(4) == 0 ? "TLSv1.2" : "TLSv1.3");
        try {
            client.socket().setSoTimeout(PATIENCE_MS);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        return client;
    }

    private void dropKept() {
        final RawClient client = kept;
        if (client != null) {
            kept = null;
            try {
                client.close();
            } catch (UncheckedIOException gone) {
                // it was closed by the other side
            }
        }
    }

    private void pause(int fromMs, int toMs) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(fromMs, toMs)));
    }

    /** What vendors do wrong, by name. */
    static final class Faults {
        /** Name and script; the first is what most requests get. */
        static final List<List<String>> ALL = List.of(
                List.of("fine", "events=6"),
                List.of("paced", "events=60;interval=10ms"),
                List.of("endless", "events=5000;text=as much as the client lets pass through all of its buffers"),
                List.of("huge", "huge=400000"),
                List.of("late", "delay=60ms"),
                List.of("slow", "slow=40;interval=2ms"),
                List.of("bytewise", "chunking=byte"),
                List.of("split", "chunking=split;events=20"),
                List.of("endless-length", "framing=close;events=5"),
                List.of("informed", "informational;hop"),
                List.of("reset", "cut=0;reset"),
                List.of("cut", "cut=120"),
                List.of("cut-reset", "cut-events=3;reset;events=10"),
                List.of("garbage", "garbage"),
                List.of("late-garbage", "garbage-after=3;events=10"),
                List.of("limited", "status=429"),
                List.of("broken", "status=500"),
                List.of("overloaded", "status=529"),
                List.of("unavailable", "status=503;error-body=html"),
                List.of("wrong", "status=422"),
                List.of("first-error", "first-error"),
                List.of("mid-error", "mid-error=3;events=10"),
                List.of("no-end", "no-end"),
                List.of("hanging", "hang"),
                List.of("stalling", "stall=3;events=10"),
                List.of("closing", "close"),
                List.of("silent-close", "silent-close"),
                List.of("unsolicited", "unsolicited"));

        private Faults() {}

        static String any(SplittableRandom random) {
            final boolean fine = random.nextInt(3) == 0;
            return ALL.get(fine ? 0 : random.nextInt(ALL.size())).getFirst();
        }
    }
}

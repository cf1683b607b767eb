package io.sluice.server.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The traffic of a rehearsal: what a gateway does all day, often enough for the JVM to know it, and once what it does now and
 * then. Clients that block, one thread each; whatever fails ends its thread, for a rehearsal that saw less is still one.
 */
final class RehearsalLoad {
    private static final int CLIENTS = 4;
    private static final long TIME_NS = TimeUnit.SECONDS.toNanos(25);
    private static final int TIMEOUT_MS = 10_000;
    private static final long LOOK_AGAIN_MS = 20;
    private static final int OFTEN = 8;
    private static final int SELDOM = 50;
    private static final int OK = 200;
    private static final String WORDS = "What does a sluice do when the river is high and the mill stands still? ";

    private final int port;
    private final int adminPort;
    private final LongAdder successes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final List<byte[]> often = new ArrayList<>();
    private final List<byte[]> streamed = new ArrayList<>();
    private final List<byte[]> seldom = new ArrayList<>();

    RehearsalLoad(int port, int adminPort, String key) {
        this.port = port;
        this.adminPort = adminPort;
        final String bearer = "authorization: Bearer " + key + "\r\n";
        often.add(chat(bearer, "gpt-4o", false, WORDS.repeat(14)));
        streamed.add(chat(bearer, "gpt-4o", true, WORDS));
        seldom.add(messages(key, "claude-sonnet-4-5", false));
        seldom.add(messages(key, "claude-sonnet-4-5", true));
        seldom.add(generate(key, "generateContent"));
        seldom.add(generate(key, "streamGenerateContent?alt=sse"));
        seldom.add(chat(bearer, "claude-sonnet-4-5", false, WORDS));
        seldom.add(chat(bearer, "claude-sonnet-4-5", true, WORDS));
        seldom.add(chat(bearer, "gpt-4o", false, WORDS.repeat(4_000)));
        seldom.add(chat("authorization: Bearer nobody\r\n", "gpt-4o", false, WORDS));
        seldom.add(chat(bearer, "no-such-model", false, WORDS));
        seldom.add(get("/v1/models", bearer));
        seldom.add(get("/readyz", ""));
    }

    /** Waits until the gateway answers; false when it ended or the time is over. */
    boolean awaitReady(Process gateway, long timeoutNs) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        while (gateway.isAlive() && System.nanoTime() < deadlineNs) {
            try (Client client = new Client(port)) {
                client.exchange(get("/readyz", ""));
                return true;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            }
        }
        return false;
    }

    /**
     * Returns when all is said, or enough time has passed.
     *
     * @param rounds of each client
     * @return how many requests were answered with a success
     */
    long drive(int rounds) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + TIME_NS;
        final List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().daemon().start(() -> beClient(rounds, deadlineNs)));
        }
        for (final Thread client : clients) {
            client.join();
        }
        return successes.sum();
    }

    private void beClient(int rounds, long deadlineNs) {
        try {
            Client client = new Client(port);
            try {
                for (int round = 0; round < rounds && System.nanoTime() < deadlineNs; round++) {
                    if (round % SELDOM == 0) {
                        client.close();
                        client = new Client(port);
                        exchangeAll(client, seldom);
                        readMetrics();
                    }
                    for (int i = 0; i < OFTEN; i++) {
                        exchangeAll(client, often);
                    }
                    exchangeAll(client, streamed);
                }
            } finally {
                client.close();
            }
        } catch (IOException broken) {
            failures.increment();
        }
    }

    private void exchangeAll(Client client, List<byte[]> requests) throws IOException {
        for (final byte[] request : requests) {
            if (client.exchange(request) == OK) {
                successes.increment();
            }
        }
    }

    /** Clients that gave up on a connection. */
    long failures() {
        return failures.sum();
    }

    private void readMetrics() throws IOException {
        try (Client admin = new Client(adminPort)) {
            admin.exchange(get("/metrics", ""));
        }
    }

    private static byte[] chat(String fields, String model, boolean stream, String prompt) {
        return post(
                "/v1/chat/completions",
                fields,
                "{\"model\":\"" + model + "\"," + (stream ? "\"stream\":true," : "")
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}");
    }

    private static byte[] messages(String key, String model, boolean stream) {
        return post(
                "/v1/messages",
                "anthropic-version: 2023-06-01\r\nx-api-key: " + key + "\r\n",
                "{\"model\":\"" + model + "\",\"max_tokens\":64," + (stream ? "\"stream\":true," : "")
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"" + WORDS + "\"}]}");
    }

    private static byte[] generate(String key, String method) {
        return post(
                "/v1beta/models/gemini-2.5-flash:" + method,
                "x-goog-api-key: " + key + "\r\n",
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"" + WORDS + "\"}]}]}");
    }

    private static byte[] post(String path, String fields, String body) {
        return bytes("POST " + path + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n" + fields
                + "content-length: " + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] get(String path, String fields) {
        return bytes("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n" + fields + "\r\n");
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** One connection, one exchange at a time. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Client(int port) throws IOException {
            this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MS);
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        /** Returns the status. */
        int exchange(byte[] request) throws IOException {
            socket.getOutputStream().write(request);
            final int status = Integer.parseInt(line().split(" ")[1]);
            long length = 0;
            boolean chunked = false;
            for (String line = line(); !line.isEmpty(); line = line()) {
                final String field = line.toLowerCase(Locale.ROOT);
                if (field.startsWith("content-length:")) {
                    length = Long.parseLong(
                            field.substring(field.indexOf(':') + 1).strip());
                }
                chunked |= field.startsWith("transfer-encoding:");
            }
            in.skipNBytes(length);
            while (chunked) {
                final int chunk = Integer.parseInt(line(), 16);
                in.skipNBytes(chunk);
                chunked = chunk > 0;
                line();
            }
            return status;
        }

        private String line() throws IOException {
            final StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException();
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

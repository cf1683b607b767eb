package io.sluice.server.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The upstream: a plain server socket that says what a test tells it to, byte by byte, and keeps all it hears. Threads only
 * collect what arrives; the test's own thread decides and answers, so that a case is one sequence of steps.
 */
final class WirePeer implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");

    private final ServerSocket server;
    private final List<Link> links = new ArrayList<>();
    private int requests;
    private int opened;

    WirePeer() {
        try {
            server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** A request as it was received, and the connection it came on. */
    record Heard(Link link, String wire) {}

    /** Waits for a whole request on any connection and takes it. */
    synchronized Heard heard() {
        await(() -> links.stream().anyMatch(Link::hasRequest), "a request at the upstream");
        final Link link = links.stream().filter(Link::hasRequest).findFirst().orElseThrow();
        requests++;
        return new Heard(link, link.takeRequest());
    }

    /** Waits for the beginning of a request, and returns where it comes. */
    synchronized Link begun() {
        await(() -> links.stream().anyMatch(link -> link.received.size() > 0), "the beginning of a request");
        return links.stream()
                .filter(link -> link.received.size() > 0)
                .findFirst()
                .orElseThrow();
    }

    /** Requests taken so far. */
    synchronized int requests() {
        return requests;
    }

    /** Connections opened so far. */
    synchronized int connections() {
        return opened;
    }

    /** Bytes that have arrived and were not taken: more than a case has asked for. */
    synchronized String unasked() {
        final StringBuilder all = new StringBuilder();
        links.forEach(link -> all.append(link.text()));
        return all.toString();
    }

    /** Ends all connections and waits until the gateway knows: the next request comes on a new one. */
    synchronized void retire() {
        links.forEach(Link::fin);
        links.forEach(Link::awaitEnd);
    }

    /** Closes all connections and forgets them: the next case finds none. */
    synchronized void forget() {
        links.forEach(Link::close);
        links.clear();
    }

    @Override
    public void close() {
        forget();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                final Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                final Link link = new Link(socket);
                synchronized (this) {
                    links.add(link);
                    opened++;
                }
                Thread.ofVirtual().start(link::collect);
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private synchronized void await(BooleanSupplier condition, String what) {
        final long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (leftMs <= 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            try {
                wait(leftMs);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** One connection from the gateway. */
    final class Link {
        private final Socket socket;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private boolean ended;

        private Link(Socket socket) {
            this.socket = socket;
        }

        int port() {
            return socket.getPort();
        }

        /** Sends bytes, latin-1. */
        Link say(String wire) {
            try {
                socket.getOutputStream().write(wire.getBytes(ISO_8859_1));
                socket.getOutputStream().flush();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Ends the sending side. */
        void fin() {
            try {
                socket.shutdownOutput();
            } catch (IOException closed) {
                // the gateway was faster
            }
        }

        /** Ends the connection with a reset. */
        void reset() {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            close();
        }

        /** Waits until the gateway has ended the connection. */
        void awaitEnd() {
            await(() -> ended, "the gateway to close its connection to the upstream");
        }

        /** Waits for that many bytes that belong to no whole request yet. */
        void awaitBytes(int count) {
            await(() -> received.size() >= count, count + " bytes at the upstream");
        }

        boolean isEnded() {
            synchronized (WirePeer.this) {
                return ended;
            }
        }

        private void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void collect() {
            final byte[] buffer = new byte[64 * 1024];
            try {
                final InputStream in = socket.getInputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    synchronized (WirePeer.this) {
                        received.write(buffer, 0, count);
                        WirePeer.this.notifyAll();
                    }
                }
            } catch (IOException reset) {
                // the end, as any other
            }
            synchronized (WirePeer.this) {
                ended = true;
                WirePeer.this.notifyAll();
            }
        }

        private String text() {
            return received.toString(ISO_8859_1);
        }

        private boolean hasRequest() {
            return received.size() > 0 && requestEnd() >= 0;
        }

        private int requestEnd() {
            final String text = text();
            final int headEnd = text.indexOf("\r\n\r\n") + 4;
            if (headEnd < 4) {
                return -1;
            }
            final Matcher length = LENGTH.matcher(text.substring(0, headEnd));
            final int end = headEnd + (length.find() ? Integer.parseInt(length.group(1)) : 0);
            return end <= text.length() ? end : -1;
        }

        private String takeRequest() {
            final String text = text();
            final int end = requestEnd();
            received.reset();
            received.writeBytes(text.substring(end).getBytes(ISO_8859_1));
            return text.substring(0, end);
        }
    }
}

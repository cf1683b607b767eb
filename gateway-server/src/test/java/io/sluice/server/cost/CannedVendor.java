package io.sluice.server.cost;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A vendor of all dialects that answers from memory, with each answer and each event in one write; a virtual thread a connection.
 * A stream takes its steps when it is told to.
 */
final class CannedVendor implements AutoCloseable {
    private static final String STREAM_HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    private static final int BACKLOG = 4096;

    private final ServerSocket server;
    private final Semaphore steps = new Semaphore(0);
    private volatile boolean ending;

    CannedVendor() {
        this(InetAddress.getLoopbackAddress());
    }

    /** @param address it listens at; null for all there are */
    CannedVendor(@Nullable InetAddress address) {
        try {
            server = new ServerSocket(0, BACKLOG, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("canned-vendor").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The stream that is open sends one more event. */
    void step() {
        steps.release();
    }

    /** The stream that is open ends. */
    void end() {
        ending = true;
        steps.release();
    }

    @Override
    public void close() {
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
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket connection) {
        try (Socket socket = connection) {
            socket.setTcpNoDelay(true);
            final InputStream in = new BufferedInputStream(socket.getInputStream());
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                final String body = new String(in.readNBytes(Answers.contentLength(head)), StandardCharsets.ISO_8859_1);
                final String target = head.substring(head.indexOf(' ') + 1);
                final Tongue tongue = Tongue.at(target);
                if (body.contains("\"stream\":true") || target.contains("stream")) {
                    stream(tongue, socket.getOutputStream());
                } else {
                    socket.getOutputStream().write(Answers.whole(tongue.answer()));
                }
            }
        } catch (IOException gone) {
            // the gateway has closed it
        }
    }

    private void stream(Tongue tongue, OutputStream out) throws IOException {
        final byte[] step = Answers.chunk(tongue.step());
        out.write(Answers.join(STREAM_HEAD.getBytes(StandardCharsets.US_ASCII), Answers.chunk(tongue.prelude())));
        steps.acquireUninterruptibly();
        while (!ending) {
            out.write(step);
            steps.acquireUninterruptibly();
        }
        ending = false;
        out.write(Answers.join(Answers.chunk(tongue.coda()), Answers.LAST_CHUNK));
    }

    private static String head(InputStream in) throws IOException {
        final ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            final int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}

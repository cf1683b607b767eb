package io.sluice.server.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A plain socket that speaks just enough HTTP to see every byte of an answer. Blocking, with a time limit on each read. */
public final class RawClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MS = 15_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** A head as it was received. */
    public record Head(int status, List<String> lines) {
        /** The first field of that name, or null. */
        public @Nullable String field(String name) {
            final String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).trim())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A whole answer; {@code complete} is false when the connection ended before the framing said so. */
    public record Answer(Head head, byte[] body, boolean complete) {
        public int status() {
            return head.status();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    public static RawClient connect(int port) {
        try {
            final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MS);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over TLS, with the handshake done; {@code protocols} are all that it offers. */
    public static RawClient connect(SSLContext context, int port, String... protocols) {
        try {
            final SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.setEnabledProtocols(protocols);
            socket.startHandshake();
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over TLS on a connection that is left open when this is closed. */
    public static RawClient over(Socket connection, SSLContext context) {
        try {
            final SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(connection, "localhost", 0, false);
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.startHandshake();
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Socket socket() {
        return socket;
    }

    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a JSON request with the test key; {@code fields} are further field lines, each ended by CR LF. */
    public RawClient post(String path, String fields, String json) {
        final byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return send("POST " + path + " HTTP/1.1\r\nhost: test\r\nauthorization: Bearer " + TestGateway.KEY
                        + "\r\ncontent-type: application/json\r\n" + fields + "content-length: " + body.length
                        + "\r\n\r\n")
                .send(body);
    }

    public Answer exchange(String path, String json) {
        return post(path, "", json).answer();
    }

    /** Reads a head. */
    public Head head() {
        final List<String> lines = new ArrayList<>();
        final String status = line();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return new Head(Integer.parseInt(status.substring(9, 12)), lines);
    }

    /** Reads a whole answer. */
    public Answer answer() {
        final Head head = head();
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean complete = true;
        try {
            if ("chunked".equals(head.field("transfer-encoding"))) {
                for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                    body.writeBytes(chunk);
                }
            } else if (head.field("content-length") != null) {
                body.writeBytes(exactly(Integer.parseInt(String.valueOf(head.field("content-length")))));
            } else if (head.status() != 204 && head.status() != 304) {
                body.writeBytes(in.readAllBytes());
            }
        } catch (EOFException | UncheckedIOException cut) {
            complete = false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(head, body.toByteArray(), complete);
    }

    /** Reads one chunk of a chunked body; empty at its end. */
    public byte[] chunk() {
        try {
            final int size = Integer.parseInt(line(), 16);
            final byte[] data = exactly(size);
            if (!line().isEmpty()) {
                throw new IOException("a chunk isn't ended by a line end");
            }
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads chunks until one of them holds the text; returns everything read up to there. */
    public String chunksUntil(String text) {
        final StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            final byte[] chunk = chunk();
            if (chunk.length == 0) {
                throw new AssertionError("the body ended without '" + text + "': " + seen);
            }
            seen.append(new String(chunk, StandardCharsets.UTF_8));
        }
        return seen.toString();
    }

    /** Whether the peer has closed: waits for it, and says no when it takes longer than any read may. */
    public boolean isClosedByPeer() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] exactly(int count) throws IOException {
        final byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("ended after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    private String line() {
        final StringBuilder line = new StringBuilder();
        try {
            for (int b = in.read(); ; b = in.read()) {
                if (b < 0) {
                    throw new EOFException("ended in the middle of a line: " + line);
                }
                if (b == '\n') {
                    return line.substring(0, Math.max(0, line.length() - 1));
                }
                line.append((char) b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

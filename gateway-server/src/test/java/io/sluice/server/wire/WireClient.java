package io.sluice.server.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The client: a plain socket that sends what it is told and keeps every byte of an answer. Blocking, with a limit on each read. */
final class WireClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MS = 20_000;
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");
    private static final Pattern BODILESS = Pattern.compile("HTTP/1\\.1 (?:1\\d\\d|204|304) (?s:.*)");

    private final Socket socket;
    private final InputStream in;
    private final ByteArrayOutputStream ahead = new ByteArrayOutputStream();

    WireClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MS);
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How a connection's bytes came to their end. */
    enum End {
        FIN,
        RESET
    }

    /** All bytes up to the end of the connection. */
    record Rest(String wire, End end) {}

    WireClient send(String wire) {
        try {
            socket.getOutputStream().write(wire.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends each byte with a packet of its own, as far as the system lets it. */
    WireClient sendByBytes(String wire) {
        for (int i = 0; i < wire.length(); i++) {
            send(wire.substring(i, i + 1));
        }
        return this;
    }

    /** Reads one answer, head and body as its framing says, and returns its bytes. A body that ends with the connection is an error. */
    String answer() {
        return answer(false);
    }

    /** @param headOnly the answer is to HEAD */
    String answer(boolean headOnly) {
        final String head = upTo("\r\n\r\n");
        if (headOnly || BODILESS.matcher(head).matches()) {
            return head;
        }
        if (head.contains("\r\ntransfer-encoding: chunked\r\n")) {
            return head + chunks();
        }
        final Matcher length = LENGTH.matcher(head);
        if (!length.find()) {
            throw new AssertionError("an answer without framing: " + head);
        }
        return head + exactly(Integer.parseInt(length.group(1)));
    }

    /** Reads exactly as many bytes as the text has, so that a step can wait for what it expects. */
    String exactly(int count) {
        while (ahead.size() < count) {
            if (!more()) {
                throw new AssertionError("ended after " + ahead.size() + " of " + count + " bytes: " + text());
            }
        }
        return take(count);
    }

    /** Reads up to and with the text. */
    String upTo(String text) {
        int at = text().indexOf(text);
        while (at < 0) {
            if (!more()) {
                throw new AssertionError("ended before '" + text + "': " + text());
            }
            at = text().indexOf(text);
        }
        return take(at + text.length());
    }

    /** Reads to the end of the connection, which must come. */
    Rest rest() {
        End end = End.FIN;
        try {
            while (more()) {}
        } catch (UncheckedIOException reset) {
            if (reset.getCause() instanceof java.net.SocketTimeoutException) {
                throw new AssertionError("the gateway keeps the connection; so far: " + text(), reset);
            }
            end = End.RESET;
        }
        return new Rest(take(ahead.size()), end);
    }

    void fin() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    private String chunks() {
        final StringBuilder body = new StringBuilder();
        while (true) {
            final String line = upTo("\r\n");
            final int size = Integer.parseInt(line.trim(), 16);
            body.append(line).append(exactly(size)).append(exactly(2));
            if (size == 0) {
                return body.toString();
            }
        }
    }

    private String text() {
        return ahead.toString(ISO_8859_1);
    }

    private String take(int count) {
        final String text = text();
        ahead.reset();
        ahead.writeBytes(text.substring(count).getBytes(ISO_8859_1));
        return text.substring(0, count);
    }

    private boolean more() {
        final byte[] buffer = new byte[64 * 1024];
        try {
            final int count = in.read(buffer);
            if (count > 0) {
                ahead.write(buffer, 0, count);
            }
            return count >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

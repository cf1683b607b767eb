package io.sluice.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A socket: what is sent and read is exactly what the test says. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket;

    RawClient(SimulatedVendor vendor) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), vendor.port());
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A chat request with these script keys. */
    RawClient ask(String script, boolean stream) {
        final String body = SimulatedAnswersTest.chat(stream ? ",\"stream\":true" : "");
        return send("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + SimOptions.DEFAULT_KEY
                + "\r\ncontent-type: application/json\r\nx-sim: " + script + "\r\ncontent-length: " + body.length()
                + "\r\n\r\n" + body);
    }

    /** Everything up to and including {@code end}, and not a byte more. */
    String readUntil(String end) {
        final byte[] wanted = end.getBytes(StandardCharsets.UTF_8);
        byte[] read = new byte[1024];
        int length = 0;
        while (length < wanted.length
                || !Arrays.equals(read, length - wanted.length, length, wanted, 0, wanted.length)) {
            final int next = read();
            if (next < 0) {
                throw new IllegalStateException("closed after: " + new String(read, 0, length, StandardCharsets.UTF_8));
            }
            read = length == read.length ? Arrays.copyOf(read, 2 * length) : read;
            read[length++] = (byte) next;
        }
        return new String(read, 0, length, StandardCharsets.UTF_8);
    }

    /** Everything up to the peer's close. */
    String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private int read() {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that can be read without waiting. */
    int available() {
        try {
            return socket.getInputStream().available();
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
}

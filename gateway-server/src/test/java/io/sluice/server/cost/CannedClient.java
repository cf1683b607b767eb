package io.sluice.server.cost;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends each request in one write and waits for what it expects. */
final class CannedClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 30_000;

    /** Kept of what was read when there is no room for more: enough to see an end in it. */
    private static final int TAIL_BYTES = 64;

    private final Socket socket;
    private final byte[] in = new byte[16 * 1024];
    private int filled;

    CannedClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request; reads its answer, which must be one of known length. */
    void ask(byte[] request) {
        send(request);
        int body = 0;
        while (body == 0) {
            fill();
            final int blank = indexOf("\r\n\r\n");
            body = blank < 0 ? 0 : blank + 4;
        }
        final String head = new String(in, 0, body, StandardCharsets.ISO_8859_1);
        check(head);
        final int length = Answers.contentLength(head);
        while (filled < body + length) {
            fill();
        }
    }

    /** Sends a request and reads the beginning of its stream. */
    void open(byte[] request) {
        send(request);
        until("Hello", "\n\r\n");
        check(new String(in, 0, 64, StandardCharsets.ISO_8859_1));
    }

    /** Reads one more event. */
    void step() {
        filled = 0;
        until(Tongue.STEP_TEXT, "\n\r\n");
    }

    /** Reads the rest of the stream. */
    void end() {
        filled = 0;
        until("", "0\r\n\r\n");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(byte[] request) {
        filled = 0;
        try {
            socket.getOutputStream().write(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void until(String text, String end) {
        boolean seen = false;
        do {
            if (filled == in.length) {
                System.arraycopy(in, filled - TAIL_BYTES, in, 0, TAIL_BYTES);
                filled = TAIL_BYTES;
            }
            fill();
            seen |= indexOf(text) >= 0;
        } while (!seen || !endsWith(end));
    }

    private void fill() {
        try {
            final int count = socket.getInputStream().read(in, filled, in.length - filled);
            if (count < 0) {
                throw new EOFException(new String(in, 0, filled, StandardCharsets.ISO_8859_1));
            }
            filled += count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean endsWith(String text) {
        boolean ends = filled >= text.length();
        for (int i = 0; i < text.length() && ends; i++) {
            ends = in[filled - text.length() + i] == text.charAt(i);
        }
        return ends;
    }

    private int indexOf(String text) {
        for (int at = 0; at + text.length() <= filled; at++) {
            int same = 0;
            while (same < text.length() && in[at + same] == text.charAt(same)) {
                same++;
            }
            if (same == text.length()) {
                return at;
            }
        }
        return -1;
    }

    private static void check(String head) {
        if (!head.startsWith("HTTP/1.1 200 ")) {
            throw new AssertionError(head);
        }
    }
}

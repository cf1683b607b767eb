package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** A server socket that says the same bytes to everyone who asks, and then ends its side. */
final class RawServer implements AutoCloseable {
    private static final int END_OF_HEAD = 0x0d0a0d0a;

    private final ServerSocket socket;
    private volatile byte[] says = {};

    RawServer() {
        try {
            socket = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }

    /** What is said from now on. */
    void says(final String latin1) {
        says = latin1.getBytes(ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                final Socket client = socket.accept();
                Thread.ofVirtual().start(() -> answer(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void answer(final Socket client) {
        try (client) {
            final InputStream in = client.getInputStream();
            for (int last = 0; last != END_OF_HEAD; ) {
                last = last << 8 | in.read();
            }
            client.getOutputStream().write(says);
            client.shutdownOutput();
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // the client has seen enough
        }
    }
}

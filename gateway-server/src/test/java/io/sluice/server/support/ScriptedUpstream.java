package io.sluice.server.support;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that does to the wire what a script says: one script run for each connection, on a thread of its own. */
public final class ScriptedUpstream implements AutoCloseable {
    private final ServerSocket socket;
    private final Script script;
    private final ConcurrentLinkedQueue<Socket> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** What happens on one connection; when it returns, the connection is closed. */
    @FunctionalInterface
    public interface Script {
        /** @param number of the connection, from 1 */
        void serve(Wire wire, int number) throws Exception;
    }

    private ScriptedUpstream(ServerSocket socket, Script script) {
        this.socket = socket;
        this.script = script;
    }

    public static ScriptedUpstream start(Script script) throws IOException {
        return start(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    public static ScriptedUpstream start(ServerSocket socket, Script script) {
        final ScriptedUpstream upstream = new ScriptedUpstream(socket, script);
        Thread.ofVirtual().start(upstream::accept);
        return upstream;
    }

    private void accept() {
        try {
            while (true) {
                final Socket connection = socket.accept();
                accepted.add(connection);
                final int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection, number));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Socket connection, int number) {
        try (connection) {
            connection.setTcpNoDelay(true);
            script.serve(new Wire(connection), number);
        } catch (Exception broken) {
            // the other side went away, as scripts want it to
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    public int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (final Socket connection : accepted) {
            connection.close();
        }
    }

    /** The server's end of one connection. */
    public static final class Wire {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        public Wire(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Reads up to the end of a head; "" at the end of the connection. */
        public String readHead() throws IOException {
            final StringBuilder head = new StringBuilder();
            int octet;
            while ((octet = in.read()) >= 0) {
                head.append((char) octet);
                if (head.length() >= 4 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
                    return head.toString();
                }
            }
            return "";
        }

        public byte[] read(int length) throws IOException {
            return in.readNBytes(length);
        }

        public int read() throws IOException {
            return in.read();
        }

        public void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        public void respond(String body) throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        public void finish() throws IOException {
            socket.shutdownOutput();
        }

        /** Closes with a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        public Socket socket() {
            return socket;
        }
    }
}

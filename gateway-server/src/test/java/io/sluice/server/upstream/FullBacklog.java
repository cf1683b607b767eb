package io.sluice.server.upstream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Fills the backlog of a socket that nobody accepts from, so that the kernel lets the next connect hang. */
final class FullBacklog implements AutoCloseable {
    private final List<Socket> filling = new ArrayList<>();
    private boolean full;

    private FullBacklog() {}

    static FullBacklog of(ServerSocket deaf) throws IOException {
        final FullBacklog backlog = new FullBacklog();
        for (int i = 0; i < 32 && !backlog.full; i++) {
            final Socket socket = new Socket();
            backlog.filling.add(socket);
            try {
                socket.connect(new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort()), 200);
            } catch (SocketTimeoutException hanging) {
                backlog.full = true;
            }
        }
        return backlog;
    }

    boolean isFull() {
        return full;
    }

    @Override
    public void close() throws IOException {
        for (final Socket socket : filling) {
            socket.close();
        }
    }
}

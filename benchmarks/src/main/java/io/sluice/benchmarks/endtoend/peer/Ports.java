package io.sluice.benchmarks.endtoend.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of 127.0.0.1, below those that the kernel gives to outgoing connections. */
final class Ports {
    private static final int FIRST = 15_000;
    private static final int BEHIND = 32_000;
    private static final int TRIES = 200;

    private Ports() {}

    static int free() throws IOException {
        IOException last = null;
        for (int i = 0; i < TRIES; i++) {
            final int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND);
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                last = taken;
            }
        }
        throw new IOException("no free port between " + FIRST + " and " + BEHIND, last);
    }
}

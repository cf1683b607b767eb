package io.sluice.server.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel holds of TCP connections: sent but not yet received, received but not yet read. */
public final class SocketQueues {
    private static final String ESTABLISHED = "01";

    private SocketQueues() {}

    /** Bytes in the queues of all established connections of this machine that have one of the ports at either end. */
    public static long bytes(int... ports) throws IOException {
        long bytes = 0;
        for (final String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (final String line : Files.readAllLines(Path.of(table))) {
                final String[] words = line.strip().split("\\s+");
                if (words.length > 4
                        && words[3].equals(ESTABLISHED)
                        && (has(words[1], ports) || has(words[2], ports))) {
                    final String[] queues = words[4].split(":");
                    bytes += Long.parseLong(queues[0], 16) + Long.parseLong(queues[1], 16);
                }
            }
        }
        return bytes;
    }

    private static boolean has(String address, int[] ports) {
        final int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
        for (final int sought : ports) {
            if (port == sought) {
                return true;
            }
        }
        return false;
    }
}

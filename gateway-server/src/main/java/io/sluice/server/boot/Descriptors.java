package io.sluice.server.boot;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Decision: how many client connections the process can have at most, by the file descriptors it may open. */
final class Descriptors {
    /** For files, listening sockets and the runtime itself. */
    private static final long RESERVED = 256;

    private static final int MIN_CLIENTS = 64;

    private Descriptors() {}

    /** What the operating system grants this process; very many where it doesn't say. */
    static long granted() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** Three quarters: a client without an upstream is told so, one that can't be accepted hears nothing. */
    static int clients(long granted) {
        return Math.clamp((granted - RESERVED) / 4 * 3, MIN_CLIENTS, Integer.MAX_VALUE);
    }
}

package io.sluice.server.exchange;

import io.sluice.server.edge.ClientConnection;
import io.sluice.server.edge.EdgeSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Recipe: a client connection whose requests become exchanges. */
public final class Exchanges {
    private Exchanges() {}

    /** Gives the handler of a connection that has just been accepted on that loop. */
    public static ClientConnection connection(EdgeSettings settings, LoopContext loop) {
        return new ClientConnection(settings, loop.wheel(), loop.clock(), client -> new Exchange(client, loop));
    }

    /** Names of the faults that attempts are counted by, in the order of their numbers. */
    public static List<String> faultNames() {
        return Arrays.stream(Fault.values())
                .map(fault -> fault.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}

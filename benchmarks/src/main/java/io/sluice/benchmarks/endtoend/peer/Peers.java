package io.sluice.benchmarks.endtoend.peer;

import java.util.List;

/** The table of what can be measured. A new peer is a new line here. */
public final class Peers {
    /** What ratios are to. */
    public static final String BASE = "nginx";

    public static final String DIRECT = "direct";
    public static final String SLUICE = "sluice";

    private Peers() {}

    /** All of them, in the order of the tables. */
    public static List<Peer> all() {
        return List.of(
                new Direct(),
                new Nginx(),
                new HaProxy(),
                new Sluice(),
                new LiteLlm(),
                new Portkey(),
                new Bifrost(),
                new GoModel(),
                new Busbar(),
                new AgentGateway());
    }
}

package io.sluice.server.cost;

import io.sluice.server.support.ForkedNode;
import io.sluice.server.support.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A gateway as it is shipped, in a process of its own with everything on, between clients and a vendor that cost it nothing. */
final class CostRig implements AutoCloseable {
    private static final int PROMPT_BYTES = 700;

    /** Limits that count everything and stop nothing. */
    private static final String RATE =
            "rate { requests-per-minute = 1000000000, tokens-per-minute = 10000000000, concurrent = 1000 }";

    private final CannedVendor vendor = new CannedVendor();
    private final ForkedNode node;
    private final LoopThreads loops;
    private final List<CannedClient> clients = new ArrayList<>();

    CostRig(Path folder, int eventLoops) {
        try {
            final Path config = Files.writeString(folder.resolve("cost.conf"), config(folder, eventLoops));
            node = ForkedNode.start(config, folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loops = new LoopThreads(node.pid());
    }

    private String config(Path folder, int eventLoops) {
        return "sluice {\n"
                + " listen { host = \"127.0.0.1\", port = 0 }\n"
                + " admin { port = 0, token = cost }\n"
                + " event-loops = "
                + eventLoops + "\n data-dir = \"" + folder.resolve("data") + "\"\n" + everything(vendor) + "}\n";
    }

    /** HOCON of a caller, apps, channels and models with all that can be counted for them. */
    static String everything(CannedVendor vendor) {
        final StringBuilder hocon =
                new StringBuilder(TestGateway.key("test", TestGateway.KEY, RATE) + "apps.app-test { " + RATE + " }\n");
        for (final Tongue tongue : Tongue.values()) {
            hocon.append("channels." + tongue.configName() + " { dialect = " + tongue.configName()
                    + ", base-url = \"http://127.0.0.1:" + vendor.port()
                    + (tongue.configName().startsWith("openai") ? "/v1" : "") + "\", credential = \"canned-key\" }\n"
                    + "models." + tongue.configName() + " { routes = [ { channel = " + tongue.configName() + " } ], "
                    + RATE + ", price { input = 2.5, cached-input = 1.25, output = 10 } }\n");
        }
        return hocon.toString();
    }

    ForkedNode node() {
        return node;
    }

    LoopThreads loops() {
        return loops;
    }

    /** A request in one dialect for the model of a vendor of another. */
    static byte[] request(Tongue from, Tongue to, boolean stream) {
        return from.request(TestGateway.KEY, to.configName(), stream, PROMPT_BYTES, "");
    }

    CannedClient client() {
        final CannedClient client = new CannedClient(node.port());
        clients.add(client);
        return client;
    }

    /** Asks the same again and again, one at a time. */
    void ask(CannedClient client, byte[] request, int times) {
        for (int i = 0; i < times; i++) {
            client.ask(request);
        }
    }

    /** The open stream goes on, event by event, each on its own. */
    void steps(CannedClient client, int times) {
        for (int i = 0; i < times; i++) {
            vendor.step();
            client.step();
        }
    }

    /** The open stream ends. */
    void end(CannedClient client) {
        vendor.end();
        client.end();
    }

    @Override
    public void close() {
        clients.forEach(CannedClient::close);
        loops.close();
        node.close();
        vendor.close();
    }
}

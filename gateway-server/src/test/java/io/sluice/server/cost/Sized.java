package io.sluice.server.cost;

import io.sluice.server.support.ForkedNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One gateway of a certain size with its load: as many clients as it has, asking one after the other for all there is. */
final class Sized implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int REQUESTS = 20_000;
    private static final int PROMPT_BYTES = 500;

    private final ForkedNode node;
    private final LoopThreads loops;
    private final List<byte[]> requests = new ArrayList<>();
    private final List<CannedClient> clients = new ArrayList<>();

    /** What is big or small. */
    record Size(int keys, int models, int channels, int connections) {}

    /** Value: what one request took, microseconds of processor time. */
    record Cost(double loopsUs, double processUs) {}

    Sized(Path folder, CannedVendor vendor, Size size) {
        try {
            Files.createDirectories(folder);
            final Path config = Files.writeString(folder.resolve("sized.conf"), config(folder, vendor, size));
            node = ForkedNode.start(
                    folder.resolve("log"),
                    List.of("-Xmx2g"),
                    SizedGateway.class.getName(),
                    config.toString(),
                    String.valueOf(size.keys()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loops = new LoopThreads(node.pid());
        for (int i = 0; i < REQUESTS; i++) {
            final int key = (int) ((long) i * size.keys() / REQUESTS);
            requests.add(Tongue.OPENAI.request(
                    SizedGateway.key(size.keys() < REQUESTS ? i % size.keys() : key),
                    "m-" + i % size.models(),
                    false,
                    PROMPT_BYTES,
                    ""));
        }
        connect(size.connections());
    }

    private static String config(Path folder, CannedVendor vendor, Size size) {
        final StringBuilder hocon = new StringBuilder("sluice {\n"
                + " listen { host = \"127.0.0.1\", port = 0, backlog = 4096 }\n"
                + " admin { port = 0, token = size }\n"
                + " event-loops = 1\n timeouts.keep-alive = 1h\n"
                + " data-dir"
                + " = \"" + folder.resolve("data") + "\"\n");
        for (int i = 0; i < size.channels(); i++) {
            hocon.append(" channels.c-" + i
                    + " { dialect = openai, credential = \"canned-key\", base-url = \"http://127.0.0." + (1 + i) + ":"
                    + vendor.port() + "/v1\" }\n");
        }
        for (int i = 0; i < size.models(); i++) {
            hocon.append(" models.m-" + i + " { price { input = 2.5, output = 10 }, routes = [");
            for (int j = 0; j < size.channels(); j++) {
                hocon.append(" { channel = c-" + j + " }");
            }
            hocon.append(" ] }\n");
        }
        return hocon + "}\n";
    }

    private void connect(int count) {
        for (int i = 0; i < count; i++) {
            final CannedClient client = new CannedClient(node.port());
            clients.add(client);
            client.ask(requests.get(i % requests.size()));
        }
    }

    LoopThreads loops() {
        return loops;
    }

    /** A further client, which this closes. */
    CannedClient client() {
        final CannedClient client = new CannedClient(node.port());
        clients.add(client);
        return client;
    }

    /** A client of no more than one request, which the caller closes. */
    CannedClient idle() {
        final CannedClient client = new CannedClient(node.port());
        client.ask(requests.getFirst());
        return client;
    }

    /** So many requests, from some threads at once. */
    void ask(int count) {
        final List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            final int first = i;
            final CompletableFuture<Void> part = new CompletableFuture<>();
            done.add(part);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int j = first; j < count; j += THREADS) {
                        clients.get(j % clients.size() / THREADS * THREADS + first)
                                .ask(requests.get(j % requests.size()));
                    }
                    part.complete(null);
                } catch (RuntimeException | AssertionError failed) {
                    part.completeExceptionally(failed);
                }
            });
        }
        done.forEach(CompletableFuture::join);
    }

    /** As {@link #ask}, and what each took. */
    Cost cost(int count) {
        final long loopsBefore = loops.cpuNs();
        final long processBefore = loops.processCpuNs();
        ask(count);
        return new Cost(
                (loops.cpuNs() - loopsBefore) / 1e3 / count, (loops.processCpuNs() - processBefore) / 1e3 / count);
    }

    @Override
    public void close() {
        clients.forEach(CannedClient::close);
        loops.close();
        node.close();
    }
}

package io.sluice.server.support;

import io.sluice.core.config.ConfigLoader;
import io.sluice.core.config.LoadResult;
import io.sluice.server.boot.Node;
import io.sluice.server.tls.TlsSetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A whole node, admin plane and all, that follows a configuration file of the test's. */
public final class TestNode implements AutoCloseable {
    /** The admin token of every node here. */
    public static final String TOKEN = "admin-token-of-the-test";

    private final Node node;
    private final Path file;
    private final Path dataDir;
    private final String token;

    private TestNode(Node node, Path file, Path dataDir, String token) {
        this.node = node;
        this.file = file;
        this.dataDir = dataDir;
        this.token = token;
    }

    /**
     * Starts a node.
     *
     * @param folder holds the configuration file and the data
     * @param hocon what stands inside {@code sluice { }}
     */
    public static TestNode start(Path folder, String hocon) {
        return start(folder, TOKEN, hocon);
    }

    public static TestNode start(Path folder, String token, String hocon) {
        final Path file = folder.resolve("node.conf");
        final Path dataDir = folder.resolve("data");
        write(file, dataDir, token, hocon);
        try {
            return switch (ConfigLoader.load(file, Map.of(), Map.of())) {
                case LoadResult.Loaded(var config, var warnings) ->
                    new TestNode(
                            Node.start(config, () -> ConfigLoader.load(file, Map.of(), Map.of()), null),
                            file,
                            dataDir,
                            token);
                case LoadResult.Rejected(var faults) -> throw new IllegalArgumentException(faults.toString());
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TlsSetupException e) {
            throw new IllegalStateException(e);
        }
    }

    public Node node() {
        return node;
    }

    public Path dataDir() {
        return dataDir;
    }

    /** The configuration file. */
    public Path file() {
        return file;
    }

    /** A raw connection to the data plane. */
    public RawClient connect() {
        return RawClient.connect(node.gateway().address().getPort());
    }

    /** Changes the configuration file; nothing is reloaded yet. */
    public void rewrite(String hocon) {
        write(file, dataDir, token, hocon);
    }

    public RawClient.Answer get(String target) {
        return admin("GET", target, token);
    }

    public RawClient.Answer post(String target) {
        return admin("POST", target, token);
    }

    /** Sends a request to the admin plane with that token; with none when it is empty. */
    public RawClient.Answer admin(String method, String target, String shown) {
        try (RawClient client = RawClient.connect(node.admin().address().getPort())) {
            return client.send(method + " " + target + " HTTP/1.1\r\nhost: admin\r\n"
                            + (shown.isEmpty() ? "" : "authorization: Bearer " + shown + "\r\n") + "\r\n")
                    .answer();
        }
    }

    @Override
    public void close() {
        try {
            node.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, Path dataDir, String token, String hocon) {
        try {
            Files.writeString(
                    file,
                    "sluice {\n listen { host = \"127.0.0.1\", port = 0 }\n admin { port = 0, token = \"" + token
                            + "\" }\n event-loops = 2\n data-dir = \"" + dataDir
                            + "\"\n billing.ring-size = 4096\n" + hocon + "\n}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

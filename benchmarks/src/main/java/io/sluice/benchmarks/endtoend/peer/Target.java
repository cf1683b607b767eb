package io.sluice.benchmarks.endtoend.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A peer that runs; or direct access, of which there is nothing to run. */
public final class Target implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(150);
    private static final int POLL_MS = 5;
    private static final int PROBE_TIMEOUT_MS = 10_000;
    private static final double NS_PER_MS = 1e6;
    private static final int TOLD_LOG_LINES = 15;

    private final Peer peer;
    private final Site site;
    private final Children children;
    private final @Nullable Process process;
    private final double readyMs;
    private final double firstAnswerMs;

    private Target(
            Peer peer, Site site, Children children, @Nullable Process process, double readyMs, double firstAnswerMs) {
        this.peer = peer;
        this.site = site;
        this.children = children;
        this.process = process;
        this.readyMs = readyMs;
        this.firstAnswerMs = firstAnswerMs;
    }

    /**
     * Starts a peer on free ports, and waits until it has answered a request.
     *
     * @param folder made for it
     * @throws IOException when it doesn't; the message has the end of its log
     */
    public static Target start(
            Peer peer,
            Path executable,
            Path folder,
            int vendorPort,
            @Nullable Certificate certificate,
            Children children)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        if (peer.kind() == Peer.Kind.DIRECT) {
            return new Target(
                    peer, new Site(executable, folder, vendorPort, 0, vendorPort, certificate), children, null, 0, 0);
        }
        final Site site = new Site(executable, folder, Ports.free(), Ports.free(), vendorPort, certificate);
        final Peer.Launch launch = peer.launch(site);
        for (final Map.Entry<String, String> file : launch.files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        final Path log = folder.resolve("log");
        final ProcessBuilder builder = new ProcessBuilder(launch.command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(launch.environment());
        final long startNs = System.nanoTime();
        final Process process = children.add(builder.start());
        double readyMs = 0;
        double answerMs = 0;
        while (process.isAlive() && System.nanoTime() - startNs < START.toNanos()) {
            final double sinceMs = (System.nanoTime() - startNs) / NS_PER_MS;
            if (readyMs == 0 && saysReady(peer, log)) {
                readyMs = sinceMs;
            }
            if (answerMs == 0 && listens(site) && answers(peer, site)) {
                answerMs = (System.nanoTime() - startNs) / NS_PER_MS;
            }
            if (answerMs > 0 && (readyMs > 0 || peer.readyLine() == null)) {
                return new Target(peer, site, children, process, readyMs == 0 ? answerMs : readyMs, answerMs);
            }
            Thread.sleep(POLL_MS);
        }
        children.end(process);
        throw new IOException(peer.name() + " answers no request; the end of its log:\n" + endOf(log));
    }

    private static boolean saysReady(Peer peer, Path log) throws IOException {
        final String line = peer.readyLine();
        return line != null
                && Files.readString(log, StandardCharsets.ISO_8859_1).contains(line);
    }

    private static boolean listens(Site site) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", site.port()), PROBE_TIMEOUT_MS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** With TLS, listening is enough: what is behind it is known from the run without. */
    private static boolean answers(Peer peer, Site site) {
        final Peer.Access access = peer.access(site, Route.OPENAI);
        if (site.certificate() != null || access == null) {
            return true;
        }
        final String body = "{\"model\":\"" + access.model()
                + "\",\"max_tokens\":16,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        final String request = "POST " + access.path() + " HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n"
                + "content-type: application/json\r\n" + String.join("\r\n", access.headers())
                + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
        try (Socket socket = new Socket("127.0.0.1", site.port())) {
            socket.setSoTimeout(PROBE_TIMEOUT_MS);
            final OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            final InputStream in = socket.getInputStream();
            return new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String endOf(Path log) throws IOException {
        final List<String> lines =
                Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LOG_LINES), lines.size()));
    }

    public String name() {
        return peer.name();
    }

    public Peer.Kind kind() {
        return peer.kind();
    }

    public int port() {
        return site.port();
    }

    /** How to speak to it; null when it doesn't know that route. */
    public Peer.@Nullable Access access(Route route) {
        return peer.access(site, route);
    }

    /** Whether clients have to encrypt. */
    public boolean encrypts() {
        return site.certificate() != null;
    }

    /** Whether it could, in another instance. */
    public boolean knowsTls() {
        return peer.knowsTls();
    }

    /** -1 for direct access. */
    public long pid() {
        return process == null ? -1 : process.pid();
    }

    /** From its start until it said it is ready, or answered a request when it says nothing. */
    public double readyMs() {
        return readyMs;
    }

    /** From its start until it had answered a request. */
    public double firstAnswerMs() {
        return firstAnswerMs;
    }

    /** Reads its metrics, as an operator's Prometheus would; only Sluice's are known. */
    public void scrape() {
        if (peer.kind() != Peer.Kind.SLUICE) {
            return;
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + site.adminPort() + "/metrics"))
                            .header("authorization", "Bearer " + Sluice.ADMIN_TOKEN)
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException unanswered) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            children.end(process);
        }
    }
}

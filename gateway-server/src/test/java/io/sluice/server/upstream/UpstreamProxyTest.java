package io.sluice.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.config.ProxyConfig;
import io.sluice.core.config.ProxyKind;
import io.sluice.core.config.Secret;
import io.sluice.server.support.ScriptedUpstream;
import io.sluice.server.tls.ClientTls;
import io.sluice.server.tls.ClientTlsRegistry;
import io.sluice.server.tls.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class UpstreamProxyTest {
    private static final String PASSWORD = "hunter2-canary";

    private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private Rig rig;
    private ScriptedUpstream upstream;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
        upstream = ScriptedUpstream.start((wire, number) -> {
            while (!wire.readHead().isEmpty()) {
                wire.respond("through " + number);
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        upstream.close();
        rig.close();
    }

    @Test
    void asksAnHttpProxyForTheNameItDoesNotKnowItself() throws Exception {
        try (ScriptedUpstream proxy = ScriptedUpstream.start(this::connectProxy)) {
            final Origin origin = rig.origin("only.the.proxy.knows", 80, null, http(proxy.port(), "ann"));

            assertThat(rig.get(origin).outcome()).isEqualTo("200 through 1");
            rig.awaitOnLoop(() -> rig.pools.stats().get(0).idle() == 1);
            assertThat(rig.get(origin).outcome()).isEqualTo("200 through 1");

            final String head = asked.poll(20, TimeUnit.SECONDS);
            assertThat(head).startsWith("CONNECT only.the.proxy.knows:80 HTTP/1.1\r\n");
            assertThat(head.toLowerCase(Locale.ROOT)).contains("proxy-authorization: basic ");
            assertThat(head)
                    .contains(Base64.getEncoder()
                            .encodeToString(("ann:" + PASSWORD).getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @Test
    void shakesHandsThroughAProxy(@TempDir Path dir) throws Exception {
        final TestAuthority authority = TestAuthority.create("Test Authority");
        final ClientTls tls =
                new ClientTlsRegistry().of(Files.writeString(dir.resolve("trust.pem"), authority.pem()), false);
        final ServerSocket secured = authority
                .issue("vendor.test")
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (ScriptedUpstream vendor = ScriptedUpstream.start(secured, (wire, number) -> {
                    wire.readHead();
                    wire.respond("secret");
                });
                ScriptedUpstream proxy = ScriptedUpstream.start((wire, number) -> {
                    wire.readHead();
                    wire.send("HTTP/1.1 200 Connection established\r\n\r\n");
                    relay(wire, vendor.port());
                })) {
            assertThat(rig.get(rig.origin("vendor.test", 443, tls, http(proxy.port(), null)))
                            .outcome())
                    .isEqualTo("200 secret");
        }
    }

    @Test
    void asksASocksProxyWithNameAndPassword() throws Exception {
        try (ScriptedUpstream proxy = ScriptedUpstream.start(this::socksProxy)) {
            final Origin origin = rig.origin("only.the.proxy.knows", 8080, null, socks(proxy.port(), "ann"));

            assertThat(rig.get(origin).outcome()).isEqualTo("200 through 1");
            assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo("ann:" + PASSWORD);
            assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo("only.the.proxy.knows:8080");
        }
    }

    @Test
    void saysThatTheProxyRefusedAndNeverThePassword() throws Exception {
        try (ScriptedUpstream proxy = ScriptedUpstream.start((wire, number) -> {
            wire.readHead();
            wire.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
        })) {
            final String outcome = rig.get(rig.origin("vendor.test", 443, null, http(proxy.port(), "ann")))
                    .outcome();

            assertThat(outcome)
                    .isEqualTo("PROXY: proxy http://127.0.0.1:" + proxy.port()
                            + " refused vendor.test:443: status: 407 Proxy Authentication Required");
        }
    }

    @Test
    void saysThatASocksProxyRefusedAndNeverThePassword() throws Exception {
        try (ScriptedUpstream proxy = ScriptedUpstream.start((wire, number) -> {
            wire.read(3 + 1);
            wire.send(new byte[] {5, 2});
            wire.read(2 + 3 + 1 + PASSWORD.length());
            wire.send(new byte[] {1, 1});
        })) {
            final String outcome = rig.get(rig.origin("vendor.test", 443, null, socks(proxy.port(), "ann")))
                    .outcome();

            assertThat(outcome)
                    .startsWith("PROXY: proxy socks5://127.0.0.1:" + proxy.port() + " refused vendor.test:443: ")
                    .doesNotContain(PASSWORD);
        }
    }

    @Test
    void saysThatTheProxyIsNotThere() throws Exception {
        final int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }

        assertThat(rig.get(rig.origin("vendor.test", 443, null, http(port, "ann")))
                        .outcome())
                .startsWith("PROXY: can't connect to proxy http://127.0.0.1:" + port + ": ")
                .contains("Connection refused")
                .doesNotContain(PASSWORD);
        final ProxyConfig unknown = new ProxyConfig(ProxyKind.HTTP, "no.such.proxy", 3128, null, null);
        assertThat(rig.get(rig.origin("vendor.test", 443, null, unknown)).outcome())
                .isEqualTo("PROXY: no address found for no.such.proxy");
    }

    @Test
    void waitsForASilentProxyNoLongerThanTheConnectTimeout() throws Exception {
        try (ScriptedUpstream proxy = ScriptedUpstream.start((wire, number) -> {
            while (wire.read() >= 0) {
                // says nothing
            }
        })) {
            final Origin origin =
                    new Origin("test", "vendor.test", 443, null, http(proxy.port(), "ann"), 4, 150 * Rig.MS);

            assertThat(rig.get(origin).outcome())
                    .isEqualTo("TIMEOUT: connecting to vendor.test:443 by proxy http://127.0.0.1:" + proxy.port()
                            + " took longer than 150 ms, waiting for the proxy's answer");
        }
    }

    @Test
    void keepsOriginsOfDifferentProxiesApart() {
        final Origin direct = rig.origin("vendor.test", 443, null, null);
        final Origin ann = rig.origin("vendor.test", 443, null, http(3128, "ann"));

        assertThat(ann)
                .isEqualTo(rig.origin("vendor.test", 443, null, http(3128, "ann")))
                .hasSameHashCodeAs(rig.origin("vendor.test", 443, null, http(3128, "ann")))
                .isNotEqualTo(direct)
                .isNotEqualTo(rig.origin("vendor.test", 443, null, http(3128, "bob")))
                .isNotEqualTo(rig.origin("vendor.test", 443, null, socks(3128, "ann")));
        assertThat(List.of(ann, direct))
                .allSatisfy(origin -> assertThat(origin.toString()).isEqualTo("vendor.test:443"));
    }

    private void connectProxy(ScriptedUpstream.Wire wire, int number) throws Exception {
        asked.add(wire.readHead());
        wire.send("HTTP/1.1 200 Connection established\r\n\r\n");
        relay(wire, upstream.port());
    }

    private void socksProxy(ScriptedUpstream.Wire wire, int number) throws Exception {
        wire.read();
        wire.read(wire.read());
        wire.send(new byte[] {5, 2});
        wire.read();
        final String user = text(wire.read(wire.read()));
        asked.add(user + ":" + text(wire.read(wire.read())));
        wire.send(new byte[] {1, 0});
        wire.read(4);
        final String host = text(wire.read(wire.read()));
        asked.add(host + ":" + (wire.read() * 256 + wire.read()));
        wire.send(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 1});
        relay(wire, upstream.port());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static void relay(ScriptedUpstream.Wire wire, int port) throws IOException {
        try (Socket to = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual().start(() -> pump(to, wire.socket()));
            int octet;
            while ((octet = wire.read()) >= 0) {
                to.getOutputStream().write(octet);
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException closed) {
            // the end
        }
    }

    private static ProxyConfig http(int port, @Nullable String user) {
        return new ProxyConfig(ProxyKind.HTTP, "127.0.0.1", port, user, user == null ? null : Secret.of(PASSWORD));
    }

    private static ProxyConfig socks(int port, String user) {
        return new ProxyConfig(ProxyKind.SOCKS5, "127.0.0.1", port, user, Secret.of(PASSWORD));
    }
}

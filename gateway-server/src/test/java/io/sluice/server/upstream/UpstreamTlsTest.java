package io.sluice.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.support.ScriptedUpstream;
import io.sluice.server.tls.ClientTls;
import io.sluice.server.tls.ClientTlsRegistry;
import io.sluice.server.tls.TestAuthority;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class UpstreamTlsTest {
    @TempDir
    Path dir;

    private Rig rig;
    private TestAuthority authority;
    private ClientTls trusting;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
        rig.hosts.put("vendor.test", List.of(Rig.ip(127, 0, 0, 1)));
        authority = TestAuthority.create("Test Authority");
        trusting = trust(authority);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void reusesASecuredConnection() throws Exception {
        final CompletableFuture<List<SNIServerName>> asked = new CompletableFuture<>();
        final CompletableFuture<String> protocol = new CompletableFuture<>();
        try (ScriptedUpstream upstream = serve(authority.issue("vendor.test"), (wire, number) -> {
            while (!wire.readHead().isEmpty()) {
                final SSLSocket socket = (SSLSocket) wire.socket();
                asked.complete(((ExtendedSSLSession) socket.getSession()).getRequestedServerNames());
                protocol.complete(socket.getSession().getProtocol());
                wire.respond("secret " + number);
            }
        })) {
            final Origin origin = rig.origin("vendor.test", upstream.port(), trusting, null);

            assertThat(rig.get(origin).outcome()).isEqualTo("200 secret 1");
            rig.awaitOnLoop(() -> rig.pools.stats().get(0).idle() == 1);
            assertThat(rig.get(origin).outcome()).isEqualTo("200 secret 1");

            assertThat(protocol.get(20, TimeUnit.SECONDS)).isEqualTo("TLSv1.3");
            assertThat(asked.get(20, TimeUnit.SECONDS).toString()).contains("vendor.test");
        }
    }

    @Test
    void checksTheAddressOfALiteral() throws Exception {
        try (ScriptedUpstream upstream = serve(authority.issue("127.0.0.1"), UpstreamTlsTest::answer)) {
            assertThat(rig.get(rig.origin("127.0.0.1", upstream.port(), trusting, null))
                            .outcome())
                    .isEqualTo("200 ok");
        }
    }

    @Test
    void saysWhenTheCertificateHasExpired() throws Exception {
        final TestAuthority.Issued expired =
                authority.issue("EC", "vendor.test", Instant.now().minus(Duration.ofHours(1)));

        assertThat(failureWith(expired, trusting)).contains("the certificate has expired (NotAfter: ");
    }

    @Test
    void saysWhenTheCertificateIsNotValidYet() throws Exception {
        final TestAuthority.Issued early =
                authority.issue("EC", "vendor.test", Instant.now().plus(Duration.ofDays(9)));

        assertThat(failureWith(early, trusting)).contains("the certificate isn't valid yet (NotBefore: ");
    }

    @Test
    void saysWhenTheCertificateIsForAnotherHost() throws Exception {
        assertThat(failureWith(authority.issue("other.test"), trusting))
                .contains("the certificate isn't for vendor.test (");
    }

    @Test
    void saysWhenNobodyVouchesForTheCertificate() throws Exception {
        final TestAuthority stranger = TestAuthority.create("Stranger");

        assertThat(failureWith(stranger.issue("vendor.test"), trusting)).contains("the certificate isn't trusted (");
        assertThat(failureWith(stranger.issue("vendor.test"), new ClientTlsRegistry().of(null, false)))
                .contains("the certificate isn't trusted (");
    }

    @Test
    void believesAnybodyWhenToldTo() throws Exception {
        final TestAuthority.Issued wrong = TestAuthority.create("Stranger").issue("other.test");
        try (ScriptedUpstream upstream = serve(wrong, UpstreamTlsTest::answer)) {
            final ClientTls insecure = new ClientTlsRegistry().of(null, true);

            assertThat(rig.get(rig.origin("vendor.test", upstream.port(), insecure, null))
                            .outcome())
                    .isEqualTo("200 ok");
        }
    }

    @Test
    void saysWhenTheOtherSideDoesNotSpeakTls() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> {
            wire.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            wire.read();
        })) {
            assertThat(rig.get(rig.origin("vendor.test", upstream.port(), trusting, null))
                            .outcome())
                    .isEqualTo("TLS: TLS handshake with vendor.test:" + upstream.port()
                            + " failed: the other side doesn't speak TLS (is it a plain http port?)");
        }
    }

    @Test
    void saysWhenTheOtherSideHangsUpOnTheHandshake() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start((wire, number) -> wire.read(20))) {
            assertThat(rig.get(rig.origin("vendor.test", upstream.port(), trusting, null))
                            .outcome())
                    .startsWith("TLS: TLS handshake with vendor.test:" + upstream.port() + " failed: ");
        }
    }

    @Test
    void givesTheHandshakeNoMoreThanTheConnectTimeout() throws Exception {
        try (ScriptedUpstream silent = ScriptedUpstream.start((wire, number) -> {
            while (wire.read() >= 0) {
                // says nothing
            }
        })) {
            final Origin origin = new Origin("test", "vendor.test", silent.port(), trusting, null, 4, 150 * Rig.MS);

            assertThat(rig.get(origin).outcome())
                    .isEqualTo("TIMEOUT: connecting to " + origin
                            + " took longer than 150 ms, waiting for the TLS handshake");
        }
    }

    @Test
    void believesNoEndOfAnAnswerThatTlsDidNotEnd() throws Exception {
        final TestAuthority.Issued issued = authority.issue("vendor.test");
        final SSLContext context = issued.serverContext();
        try (ScriptedUpstream whole = serve(issued, UpstreamTlsTest::answerWithoutLength);
                ScriptedUpstream robbed = ScriptedUpstream.start((wire, number) -> {
                    final SSLSocket tls =
                            (SSLSocket) context.getSocketFactory().createSocket(wire.socket(), null, true);
                    tls.setUseClientMode(false);
                    final ScriptedUpstream.Wire secured = new ScriptedUpstream.Wire(tls);
                    secured.readHead();
                    secured.send("HTTP/1.1 200 OK\r\n\r\nall there is");
                    wire.finish();
                    wire.read();
                })) {
            assertThat(rig.get(rig.origin("vendor.test", whole.port(), trusting, null))
                            .outcome())
                    .isEqualTo("200 all there is");
            assertThat(rig.get(rig.origin("vendor.test", robbed.port(), trusting, null))
                            .outcome())
                    .isEqualTo("TRUNCATED after bytes");
        }
    }

    private static void answerWithoutLength(ScriptedUpstream.Wire wire, int number) throws Exception {
        wire.readHead();
        wire.send("HTTP/1.1 200 OK\r\n\r\nall there is");
        wire.finish();
        wire.read();
    }

    private static void answer(ScriptedUpstream.Wire wire, int number) throws Exception {
        wire.readHead();
        wire.respond("ok");
        wire.read();
    }

    private String failureWith(TestAuthority.Issued issued, ClientTls tls) throws Exception {
        try (ScriptedUpstream upstream = serve(issued, UpstreamTlsTest::answer)) {
            final String outcome = rig.get(rig.origin("vendor.test", upstream.port(), tls, null))
                    .outcome();
            assertThat(outcome).startsWith("TLS: TLS handshake with vendor.test:" + upstream.port() + " failed: ");
            assertThat(rig.call(() -> rig.pools.stats().get(0).connecting())).isZero();
            return outcome;
        }
    }

    private ClientTls trust(TestAuthority trusted) throws Exception {
        final Path file = Files.writeString(dir.resolve("trust.pem"), trusted.pem(), StandardCharsets.US_ASCII);
        return new ClientTlsRegistry().of(file, false);
    }

    private static ScriptedUpstream serve(TestAuthority.Issued issued, ScriptedUpstream.Script script)
            throws Exception {
        return ScriptedUpstream.start(
                issued.serverContext()
                        .getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                script);
    }
}

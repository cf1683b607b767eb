package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.sluice.core.billing.Outcome;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.exchange.Exchanges;
import io.sluice.server.support.LogLines;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import io.sluice.server.support.TlsVendor;
import io.sluice.server.tls.TestAuthority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole gateway with TLS on both sides: what is refused, and who hears why. */
@Timeout(120)
final class TlsRefusalTest {
    private static final int ALERT = 21;
    private static final int FATAL = 2;
    private static final int PROTOCOL_VERSION = 70;
    private static final String ONCE = "retry.max-attempts = 1\n";

    @TempDir
    Path folder;

    private TlsRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new TlsRig(folder);
    }

    /** A vendor that can't prove who it is, and the words of its fault. */
    enum Impostor {
        EXPIRED("the certificate has expired (NotAfter: ") {
            @Override
            TestAuthority.Issued certificate(TestAuthority authority) throws Exception {
                return authority.issue("EC", "localhost", Instant.now().minus(Duration.ofHours(1)));
            }
        },
        OF_ANOTHER_HOST("the certificate isn't for localhost (") {
            @Override
            TestAuthority.Issued certificate(TestAuthority authority) throws Exception {
                return authority.issue("other.test");
            }
        },
        UNTRUSTED("the certificate isn't trusted (") {
            @Override
            TestAuthority.Issued certificate(TestAuthority authority) throws Exception {
                return TestAuthority.create("Stranger").issue("localhost");
            }
        };

        final String reason;

        Impostor(String reason) {
            this.reason = reason;
        }

        abstract TestAuthority.Issued certificate(TestAuthority authority) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheOperatorWhyAVendorIsNotBelievedAndTheClientOnlyThat(Impostor impostor) throws Exception {
        try (TlsVendor vendor = TlsVendor.start(impostor.certificate(rig.authority), "TLSv1.3", "TLSv1.2")) {
            expectUpstreamError(vendor.port(), impostor.reason);
        }
    }

    @Test
    void tellsTheOperatorThatAVendorDoesNotSpeakTls() throws Exception {
        try (SimulatedVendor plain = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI))) {
            expectUpstreamError(plain.port(), "the other side doesn't speak TLS (is it a plain http port?)");
        }
    }

    private void expectUpstreamError(int vendorPort, String reason) throws IOException {
        try (TestGateway gateway = rig.start(ONCE + rig.vendor(vendorPort));
                LogLines log = new LogLines();
                RawClient client = rig.connect(gateway)) {
            final RawClient.Answer first = TlsRig.ask(client, false);
            final RawClient.Answer second = TlsRig.ask(client, true);

            for (final RawClient.Answer answer : List.of(first, second)) {
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.text())
                        .contains("\"upstream_error\"", "the TLS handshake with channel 'vendor' failed")
                        .doesNotContain("localhost", String.valueOf(vendorPort), "certificate");
            }
            assertThat(log.from(Level.WARN))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("WARN channel vendor can't be reached: TLS handshake with localhost:"
                                    + vendorPort + " failed: " + reason));
            final int tls = Exchanges.faultNames().indexOf("tls");
            assertThat(gateway.server().telemetry().failedAttempts(tls)).isEqualTo(2);
            assertThat(gateway.records())
                    .hasSize(2)
                    .allSatisfy(record -> assertThat(record.outcome()).isEqualTo(Outcome.UPSTREAM_ERROR));
        }
    }

    @Test
    void believesNoAnswerOfAVendorThatTlsDidNotEnd() throws Exception {
        try (TlsVendor vendor = TlsVendor.start(rig.authority.issue("localhost"), "TLSv1.3");
                TestGateway gateway = rig.start(ONCE + rig.vendor(vendor.port()))) {
            vendor.cutAnswers();
            try (RawClient client = rig.connect(gateway)) {
                final RawClient.Answer unary = TlsRig.ask(client, false);

                assertThat(unary.complete() && unary.status() == 200)
                        .as(unary.text())
                        .isFalse();
            }
            try (RawClient client = rig.connect(gateway)) {
                assertThat(TlsRig.ask(client, true).text())
                        .contains(TlsVendor.CONTENT, "\"upstream_error\"")
                        .doesNotContain("[DONE]");
            }
        }
    }

    @Test
    void refusesClientsThatKnowOnlyOlderProtocols() throws Exception {
        try (TestGateway gateway = rig.start("");
                LogLines log = new LogLines();
                RawClient client = RawClient.connect(gateway.port())) {
            client.send(helloOfTls11());

            final byte[] alert = client.socket().getInputStream().readNBytes(7);
            assertThat(alert[0]).isEqualTo((byte) ALERT);
            assertThat(alert[5]).isEqualTo((byte) FATAL);
            assertThat(alert[6]).isEqualTo((byte) PROTOCOL_VERSION);
            assertThat(client.isClosedByPeer()).isTrue();
            assertThat(log.from(Level.WARN)).isEmpty();
        }
    }

    @Test
    void closesOnPlainHttpWithoutAWordInTheLog() throws Exception {
        try (TestGateway gateway = rig.start("");
                LogLines log = new LogLines()) {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = RawClient.connect(gateway.port())) {
                    client.send("GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n");

                    assertThat(client.isClosedByPeer()).isTrue();
                }
            }
            try (RawClient client = rig.connect(gateway)) {
                client.send("GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n");
                assertThat(client.answer().status()).isEqualTo(200);
            }
            TestGateway.await(() -> gateway.server().connections() == 0);
            assertThat(log.from(Level.WARN)).isEmpty();
        }
    }

    @Test
    void cutsAClientThatDoesNotShakeHandsInTheTimeAHeadMayTake() throws Exception {
        try (TestGateway gateway = rig.start("timeouts { head = 300ms, keep-alive = 10m }\n");
                RawClient silent = RawClient.connect(gateway.port());
                RawClient halting = RawClient.connect(gateway.port())) {
            final byte[] hello = helloOfTls11();
            halting.send(Arrays.copyOf(hello, hello.length / 2));
            // well before any default of the engine's own would cut them
            silent.socket().setSoTimeout(8_000);
            halting.socket().setSoTimeout(8_000);

            assertThat(silent.isClosedByPeer()).isTrue();
            assertThat(halting.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void takesNoRequestThatTlsCutShort() throws Exception {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
                TestGateway gateway = rig.start(TestGateway.channel("vendor", "openai", vendor, "")
                        + TestGateway.models("vendor", TlsRig.MODEL));
                Socket tcp = new Socket("localhost", gateway.port());
                SSLSocket tls = (SSLSocket) rig.client.getSocketFactory().createSocket(tcp, "localhost", 0, false)) {
            tls.startHandshake();
            tls.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nhost: test\r\nauthorization: Bearer "
                                    + TestGateway.KEY + "\r\ncontent-type: application/json\r\n"
                                    + "transfer-encoding: chunked\r\n\r\n"
                                    + Integer.toHexString(TlsRig.chat(false).length()) + "\r\n" + TlsRig.chat(false)
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            TestGateway.await(() -> gateway.server().inFlight() == 1);

            tcp.shutdownOutput();

            TestGateway.await(() -> gateway.server().connections() == 0);
            assertThat(gateway.records()).isEmpty();
            assertThat(vendor.counters().requests()).isZero();
        }
    }

    @Test
    void answersAClientThatKnowsOnlyHttp2WithAnErrorOfHttp11() throws Exception {
        try (TestGateway gateway = rig.start("");
                SSLSocket socket =
                        (SSLSocket) rig.client.getSocketFactory().createSocket("localhost", gateway.port())) {
            final SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(15_000);
            socket.startHandshake();
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getApplicationProtocol()).isEmpty();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 505 ")
                    .contains("HTTP/2 is not spoken here", "connection: close");
        }
    }

    /** A ClientHello that offers 1.1 as the best it knows. */
    private static byte[] helloOfTls11() {
        final ByteArrayOutputStream hello = new ByteArrayOutputStream();
        final byte[] suites = {(byte) 0xc0, 0x13, (byte) 0xc0, 0x09, 0x00, 0x2f};
        final int length = 2 + 32 + 1 + 2 + suites.length + 2;
        hello.writeBytes(new byte[] {22, 3, 1, 0, (byte) (length + 4), 1, 0, 0, (byte) length, 3, 2});
        hello.writeBytes(new byte[32]);
        hello.writeBytes(new byte[] {0, 0, (byte) suites.length});
        hello.writeBytes(suites);
        hello.writeBytes(new byte[] {1, 0});
        return hello.toByteArray();
    }
}

package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.sluice.core.billing.Outcome;
import io.sluice.core.config.LoadResult;
import io.sluice.server.boot.Node;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.LogLines;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import io.sluice.server.support.TlsVendor;
import io.sluice.server.tls.TestAuthority;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole gateway with TLS on both sides: what works. */
@Timeout(120)
final class TlsGatewayTest {
    @TempDir
    Path folder;

    private TlsRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new TlsRig(folder);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,EC", "TLSv1.3,RSA", "TLSv1.2,EC", "TLSv1.2,RSA"})
    void relaysAnswersAndStreamsOverTlsOnBothSides(String protocol, String algorithm) throws Exception {
        rig.issue(algorithm).write(rig.certificate, rig.key);
        try (TlsVendor vendor = TlsVendor.start(rig.issue(algorithm), protocol);
                TestGateway gateway = rig.start(rig.vendor(vendor.port()));
                RawClient client = RawClient.connect(rig.client, gateway.port(), protocol)) {
            final RawClient.Answer unary = TlsRig.ask(client, false);
            final RawClient.Answer stream = TlsRig.ask(client, true);

            assertThat(unary.status()).isEqualTo(200);
            assertThat(unary.text()).contains(TlsVendor.CONTENT);
            assertThat(stream.complete()).isTrue();
            assertThat(stream.text()).contains(TlsVendor.CONTENT).endsWith("data: [DONE]\n\n");
            assertThat(((SSLSocket) client.socket()).getSession().getProtocol()).isEqualTo(protocol);
            assertThat(vendor.handshakes())
                    .hasSize(2)
                    .allSatisfy(handshake -> assertThat(handshake.protocol()).isEqualTo(protocol))
                    .allSatisfy(handshake -> assertThat(handshake.names()).containsExactly("localhost"));
            assertThat(gateway.records())
                    .hasSize(2)
                    .allSatisfy(record -> assertThat(record.outcome()).isEqualTo(Outcome.OK));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void resumesItsSessionsWithAVendor(String protocol) throws Exception {
        try (TlsVendor vendor = TlsVendor.start(rig.issue("EC"), protocol);
                TestGateway gateway = rig.start("event-loops = 1\n" + rig.vendor(vendor.port()));
                RawClient client = rig.connect(gateway)) {
            for (int i = 0; i < 3; i++) {
                assertThat(TlsRig.ask(client, false).status()).isEqualTo(200);
            }

            assertThat(vendor.handshakes())
                    .extracting(TlsVendor.Handshake::resumed)
                    .containsExactly(false, true, true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void letsItsClientsResumeOnWhicheverLoopTheyLand(String protocol) throws Exception {
        try (TlsVendor vendor = TlsVendor.start(rig.issue("EC"), "TLSv1.3");
                TestGateway gateway = rig.start("event-loops = 2\n" + rig.vendor(vendor.port()))) {
            for (int i = 0; i < 5; i++) {
                try (RawClient client = RawClient.connect(rig.client, gateway.port(), protocol)) {
                    assertThat(TlsRig.ask(client, false).status()).isEqualTo(200);
                }
            }

            assertThat(rig.certificatesChecked).hasValue(1);
        }
    }

    @Test
    void carriesBodiesOfManyRecordsEachWay() throws Exception {
        final int length = 3_000_000;
        try (SimulatedVendor vendor = tlsVendor();
                TestGateway gateway = rig.start("channels.vendor { dialect = openai, base-url = \"" + vendor.baseUrl()
                        + "\", credential = \"sim-key\", tls { trust = \"" + rig.trust + "\" } }\n"
                        + TestGateway.models("vendor", TlsRig.MODEL));
                RawClient client = rig.connect(gateway)) {
            vendor.script(SimScript.of("huge=" + length));
            final String question = "q".repeat(length);

            final RawClient.Answer answer = client.exchange(
                    "/v1/chat/completions",
                    "{\"model\":\"" + TlsRig.MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                            + "\"}]}");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).hasSizeGreaterThan(length);
            assertThat(vendor.awaitRequest().bodyText()).contains(question);
        }
    }

    @Test
    void speaksHttp11ToWhoeverOffersIt() throws Exception {
        try (TestGateway gateway = rig.start("");
                SSLSocket socket =
                        (SSLSocket) rig.client.getSocketFactory().createSocket("localhost", gateway.port())) {
            final SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void servesANewCertificateWhileAStreamGoesOnUnderTheOldOne() throws Exception {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
                Node node = follow(vendor);
                LogLines log = new LogLines();
                RawClient streaming = connect(node)) {
            vendor.script(SimScript.of("events=3").holdAfterEvent(2));
            streaming.post("/v1/chat/completions", "", TlsRig.chat(true));
            assertThat(streaming.head().status()).isEqualTo(200);
            streaming.chunksUntil("data:");
            final TestAuthority.Issued renewed = rig.authority.issue("localhost");

            renewed.write(rig.certificate, rig.key);

            TestGateway.await(() -> presented(node).equals(renewed.certificate()));
            vendor.releaseAll();
            streaming.chunksUntil("data: [DONE]");
            assertThat(log.from(Level.INFO))
                    .anySatisfy(line ->
                            assertThat(line).startsWith("INFO the certificate was replaced; it is good until "));
        }
    }

    @Test
    void keepsItsCertificateWhenTheNewOneCanNotBeUsedAndSaysWhy() throws Exception {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
                Node node = follow(vendor);
                LogLines log = new LogLines()) {
            final X509Certificate before = presented(node);
            Files.writeString(rig.certificate, "-----BEGIN CERTIFICATE-----\nhalf a certificate");

            TestGateway.await(() -> !log.from(Level.ERROR).isEmpty());

            assertThat(log.from(Level.ERROR))
                    .containsExactly(
                            "ERROR the new certificate can't be used, the old one stays in force: malformed PEM"
                                    + " in " + rig.certificate + ": no END of 'CERTIFICATE'");
            assertThat(presented(node)).isEqualTo(before);
            try (RawClient client = connect(node)) {
                assertThat(TlsRig.ask(client, false).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void givesUpOnARequestWhoseClientEndsTlsButNotTheConnection() throws Exception {
        try (SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
                TestGateway gateway = rig.start(TestGateway.channel("vendor", "openai", vendor, "")
                        + TestGateway.models("vendor", TlsRig.MODEL));
                Socket connection = new Socket("localhost", gateway.port())) {
            final RawClient client = RawClient.over(connection, rig.client);
            vendor.script(SimScript.of("events=3").holdAfterEvent(2));
            client.post("/v1/chat/completions", "", TlsRig.chat(true));
            assertThat(client.head().status()).isEqualTo(200);

            client.close();

            vendor.awaitAbort(Duration.ofSeconds(20));
            assertThat(gateway.records())
                    .singleElement()
                    .satisfies(record -> assertThat(record.outcome()).isEqualTo(Outcome.CLIENT_ABORT));
        }
    }

    private SimulatedVendor tlsVendor() throws Exception {
        final TestAuthority.Issued issued = rig.authority.issue("127.0.0.1");
        return SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI)
                .tls(io.netty.handler.ssl.SslContextBuilder.forServer(
                                issued.keys().getPrivate(), issued.certificate(), issued.authority())
                        .build()));
    }

    /** A node that looks at its files once a second. */
    private Node follow(SimulatedVendor vendor) throws Exception {
        Files.createDirectories(rig.dataDir);
        final var config = TestGateway.config(
                rig.dataDir,
                TestGateway.key()
                        + rig.listening()
                        + TestGateway.channel("vendor", "openai", vendor, "")
                        + TestGateway.models("vendor", TlsRig.MODEL));
        return Node.start(config, () -> new LoadResult.Loaded(config, List.of()), folder.resolve("no.conf"));
    }

    private RawClient connect(Node node) {
        return RawClient.connect(rig.client, node.gateway().address().getPort(), "TLSv1.3");
    }

    /** The certificate a new client is shown. */
    private X509Certificate presented(Node node) {
        try (RawClient fresh = RawClient.connect(
                rig.authority.clientContext(() -> {}), node.gateway().address().getPort(), "TLSv1.3")) {
            return (X509Certificate) ((SSLSocket) fresh.socket()).getSession().getPeerCertificates()[0];
        } catch (java.security.GeneralSecurityException | SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }
}

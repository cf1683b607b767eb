package io.sluice.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.LogLines;
import io.sluice.server.support.OpenSsl;
import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code openssl s_client} before the gateway and {@code openssl s_server} behind it. */
@Timeout(120)
final class OpenSslPeerTest {
    private static final String GET = "GET /v1/models HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer "
            + TestGateway.KEY + "\r\nconnection: close\r\n\r\n";
    private static final String ANSWER =
            "{\"id\":\"1\",\"object\":\"chat.completion\",\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"by"
                    + " openssl\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}";

    @TempDir
    Path folder;

    private final SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI));
    private TlsRig rig;
    private TestGateway gateway;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(OpenSsl.isInstalled(), "there is no 'openssl' on the PATH");
        rig = new TlsRig(folder);
        gateway = rig.start(
                TestGateway.channel("vendor", "openai", vendor, "") + TestGateway.models("vendor", TlsRig.MODEL));
    }

    @AfterEach
    void close() {
        vendor.close();
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
    void servesAClientThatChecksItsCertificate(String option, String protocol) {
        final String seen =
                ask(option, "-CAfile", rig.trust.toString(), "-verify_return_error", "-verify_hostname", "localhost");

        assertThat(seen)
                .contains("New, " + protocol, "Verify return code: 0 (ok)", "HTTP/1.1 200 OK", "\"gpt-4o\"")
                .contains("Secure Renegotiation IS");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
    void resumesASessionAndTakesNoEarlyData(String option, String protocol) throws Exception {
        final String session = folder.resolve("session").toString();
        final Path early = Files.writeString(folder.resolve("early"), GET);

        assertThat(ask(option, "-sess_out", session)).contains("New, " + protocol, "HTTP/1.1 200 OK");
        assertThat(ask(option, "-sess_in", session)).contains("Reused, " + protocol, "HTTP/1.1 200 OK");
        if (option.equals("-tls1_3")) {
            assertThat(ask(option, "-sess_out", session)).contains("Max Early Data: 0");
            assertThat(ask(option, "-sess_in", session, "-early_data", early.toString()))
                    .contains("Early data was not sent");
        }
    }

    @Test
    void resumesWithoutTickets() {
        try (OpenSsl client = sClient("-tls1_2", "-no_ticket", "-reconnect")) {
            final String seen = client.send("Q\n").awaitEnd();

            assertThat(Pattern.compile("Reused, TLSv1.2").matcher(seen).results())
                    .hasSize(5);
        }
    }

    @Test
    void refusesToShakeHandsAgain() {
        try (LogLines log = new LogLines();
                OpenSsl client = sClient("-tls1_2")) {
            client.awaitText("Verify return code");

            final String seen = client.send("R\n").awaitEnd();

            assertThat(seen).contains("RENEGOTIATING");
            assertThat(client.exitCode()).isNotZero();
            TestGateway.await(() -> gateway.server().connections() == 0);
            assertThat(log.from(Level.WARN)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1", "-tls1_1"})
    void refusesOlderProtocols(String option) {
        try (OpenSsl client = sClient(option, "-cipher", "DEFAULT@SECLEVEL=0")) {
            assertThat(client.send("Q\n").awaitEnd()).contains("alert protocol version");
            assertThat(client.exitCode()).isNotZero();
        }
    }

    @Test
    void speaksHttp11OrNothingByAlpn() {
        assertThat(ask("-alpn", "h2,http/1.1")).contains("ALPN protocol: http/1.1", "HTTP/1.1 200 OK");
        assertThat(ask("-alpn", "h2")).contains("No ALPN negotiated");
    }

    @Test
    void answersToAnyServerName() {
        assertThat(ask("-servername", "other.test")).contains("HTTP/1.1 200 OK");
        assertThat(ask("-noservername")).contains("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
    void asksAVendorThatIsOpenSslAndResumes(String option, String protocol) throws Exception {
        try (OpenSsl server = sServer(option);
                TestGateway asking = rig.start(
                        "event-loops = 1\ndata-dir = \"" + folder.resolve("more") + "\"\n" + rig.vendor(port(server)));
                RawClient client = rig.connect(asking)) {
            for (int i = 0; i < 2; i++) {
                final String before = server.awaitText("ACCEPT");
                client.post("/v1/chat/completions", "", TlsRig.chat(false));
                final String request = awaitRequest(server, before.length());
                server.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: "
                        + ANSWER.length() + "\r\n\r\n" + ANSWER);

                final RawClient.Answer answer = client.answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo(ANSWER);
                assertThat(request).contains("POST /v1/chat/completions HTTP/1.1", "Bearer sim-key");
                assertThat(request.contains("Reused session-id")).isEqualTo(i > 0);
            }
        }
    }

    @Test
    void asksNoVendorThatKnowsOnlyOlderProtocols() throws Exception {
        try (OpenSsl server = sServer("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0");
                TestGateway asking = rig.start("retry.max-attempts = 1\ndata-dir = \"" + folder.resolve("more") + "\"\n"
                        + rig.vendor(port(server)));
                LogLines log = new LogLines();
                RawClient client = rig.connect(asking)) {
            assertThat(TlsRig.ask(client, false).status()).isEqualTo(502);
            assertThat(log.from(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("WARN channel vendor can't be reached: TLS handshake with localhost:")
                    .contains("failed: the other side speaks neither TLS 1.2 nor 1.3 (");
        }
    }

    private static String awaitRequest(OpenSsl server, int from) {
        final String last = TlsRig.chat(false);
        TestGateway.await(() -> server.printed().indexOf(last, from) >= 0);
        return server.printed().substring(from);
    }

    private OpenSsl sServer(String... options) {
        final List<String> arguments = new ArrayList<>(List.of(
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-cert",
                rig.certificate.toString(),
                "-key",
                rig.key.toString(),
                "-servername",
                "localhost",
                "-servername_fatal",
                "-cert2",
                rig.certificate.toString(),
                "-key2",
                rig.key.toString()));
        arguments.addAll(Arrays.asList(options));
        return OpenSsl.start(arguments.toArray(String[]::new));
    }

    private static int port(OpenSsl server) {
        server.awaitText("ACCEPT");
        final Matcher bound = Pattern.compile("ACCEPT 127\\.0\\.0\\.1:(\\d+)").matcher(server.printed());
        assertThat(bound.find()).as(server.printed()).isTrue();
        return Integer.parseInt(bound.group(1));
    }

    private OpenSsl sClient(String... options) {
        final List<String> arguments = new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + gateway.port()));
        if (Arrays.stream(options).noneMatch(option -> option.endsWith("servername"))) {
            arguments.addAll(List.of("-servername", "localhost"));
        }
        arguments.addAll(Arrays.asList(options));
        return OpenSsl.start(arguments.toArray(String[]::new));
    }

    /** What it prints of a request and its answer, after which the gateway closes. */
    private String ask(String... options) {
        final List<String> all = new ArrayList<>(Arrays.asList(options));
        all.add("-ign_eof");
        try (OpenSsl client = sClient(all.toArray(String[]::new))) {
            return client.send(GET).awaitEnd();
        }
    }
}

package io.sluice.server.e2e;

import io.sluice.server.support.RawClient;
import io.sluice.server.support.TestGateway;
import io.sluice.server.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** Certificates and keys on disk for a gateway that speaks TLS, and clients that trust it. */
final class TlsRig {
    static final String MODEL = "gpt-4o";

    final TestAuthority authority;
    final Path certificate;
    final Path key;
    final Path trust;
    final Path dataDir;
    final AtomicInteger certificatesChecked = new AtomicInteger();
    final SSLContext client;

    TlsRig(Path folder) throws GeneralSecurityException, IOException {
        authority = TestAuthority.create("Test Authority");
        certificate = folder.resolve("server.pem");
        key = folder.resolve("server.key");
        trust = Files.writeString(folder.resolve("trust.pem"), authority.pem());
        dataDir = folder.resolve("books");
        client = authority.clientContext(certificatesChecked::incrementAndGet);
        authority.issue("localhost").write(certificate, key);
    }

    /** A certificate for the name the gateway is known by, good for another day. */
    TestAuthority.Issued issue(String algorithm) throws GeneralSecurityException {
        return authority.issue(algorithm, "localhost", Instant.now().plus(Duration.ofDays(1)));
    }

    /** HOCON of the listening side. */
    String listening() {
        return "listen.tls { certificate = \"" + certificate + "\", private-key = \"" + key + "\" }\n";
    }

    /** HOCON of a channel over TLS to a port of this machine, and of the model it serves. */
    String vendor(int port) {
        return "channels.vendor { dialect = openai, base-url = \"https://localhost:" + port
                + "/v1\", credential = \"sim-key\", tls { trust = \"" + trust + "\" } }\n"
                + TestGateway.models("vendor", MODEL);
    }

    TestGateway start(String hocon) throws IOException {
        Files.createDirectories(dataDir);
        return TestGateway.start(dataDir, TestGateway.key() + listening() + hocon);
    }

    RawClient connect(TestGateway gateway) {
        return RawClient.connect(client, gateway.port(), "TLSv1.3", "TLSv1.2");
    }

    static String chat(boolean stream) {
        return "{\"model\":\"" + MODEL + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    static RawClient.Answer ask(RawClient client, boolean stream) {
        return client.exchange("/v1/chat/completions", chat(stream));
    }
}

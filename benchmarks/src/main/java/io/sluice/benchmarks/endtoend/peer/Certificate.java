package io.sluice.benchmarks.endtoend.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * Value: a certificate that signs itself, for 127.0.0.1 and localhost; P-256, thirty days.
 *
 * @param chain PEM
 * @param privateKey PEM, PKCS#8
 * @param both PEM, one after the other
 */
public record Certificate(Path chain, Path privateKey, Path both) {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "bench";
    private static final int WAIT_S = 60;
    private static final int LINE_LENGTH = 64;

    /** Makes one with the JDK's own tool. */
    public static Certificate make(Path folder) throws IOException, InterruptedException {
        final Path store = folder.resolve("certificate.p12");
        final Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (!keytool.waitFor(WAIT_S, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new IOException("keytool made no certificate; see " + folder.resolve("keytool.log"));
        }
        try (InputStream in = Files.newInputStream(store)) {
            final KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            final String chain = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
            final String key = pem(
                    "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
            return new Certificate(
                    Files.writeString(folder.resolve("certificate.pem"), chain),
                    Files.writeString(folder.resolve("key.pem"), key),
                    Files.writeString(folder.resolve("both.pem"), chain + key));
        } catch (GeneralSecurityException unusable) {
            throw new IOException("keytool made a certificate that can't be read", unusable);
        }
    }

    private static String pem(String label, byte[] der) {
        final String text = Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}

package io.sluice.server.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests: issues what is asked of it, also what is out of date. */
public final class TestAuthority {
    private static final Duration DAY = Duration.ofDays(1);

    private final KeyPair keys;
    private final X509Certificate certificate;
    private final X500Principal name;

    /** A key and the certificate for it. */
    public record Issued(KeyPair keys, X509Certificate certificate, X509Certificate authority) {
        /** The certificate and its authority in PEM. */
        public String certificatePem() {
            return pem("CERTIFICATE", encoded(certificate)) + pem("CERTIFICATE", encoded(authority));
        }

        /** The key in PEM, PKCS#8. */
        public String keyPem() {
            return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        }

        /** Writes both files. */
        public void write(Path certificateFile, Path keyFile) throws IOException {
            Files.writeString(certificateFile, certificatePem());
            Files.writeString(keyFile, keyPem());
        }

        /** A context of the JDK's own, for plain sockets. */
        public SSLContext serverContext() throws GeneralSecurityException, IOException {
            final KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("x", keys.getPrivate(), new char[0], new Certificate[] {certificate, authority});
            final KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(store, new char[0]);
            final SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        }
    }

    private TestAuthority(KeyPair keys, X500Principal name, X509Certificate certificate) {
        this.keys = keys;
        this.name = name;
        this.certificate = certificate;
    }

    /** A new authority that nobody trusts yet. */
    public static TestAuthority create(String commonName) throws GeneralSecurityException {
        final KeyPair keys = newKeys("EC");
        final X500Principal name = new X500Principal("CN=" + commonName);
        final Instant now = Instant.now();
        final JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, BigInteger.ONE, Date.from(now.minus(DAY)), Date.from(now.plus(DAY)), name, keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        } catch (CertIOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new TestAuthority(keys, name, sign(builder, keys));
    }

    /** The authority in PEM, for a trust file. */
    public String pem() {
        return pem("CERTIFICATE", encoded(certificate));
    }

    /** A context of the JDK's own that trusts this authority, telling whenever it checks a certificate. */
    public SSLContext clientContext(Runnable checked) throws GeneralSecurityException {
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TellingTrustManager(certificate, checked)}, null);
        return context;
    }

    /** A certificate that is valid now. */
    public Issued issue(String host) throws GeneralSecurityException {
        return issue("EC", host, Instant.now().plus(DAY));
    }

    /**
     * A certificate valid from two days before its end.
     *
     * @param algorithm EC or RSA
     * @param host a name or an IPv4 literal
     */
    public Issued issue(String algorithm, String host, Instant notAfter) throws GeneralSecurityException {
        final KeyPair issued = newKeys(algorithm);
        final JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(notAfter.minus(DAY.multipliedBy(2))),
                Date.from(notAfter),
                new X500Principal("CN=" + host),
                issued.getPublic());
        final int kind = Character.isDigit(host.charAt(0)) ? GeneralName.iPAddress : GeneralName.dNSName;
        try {
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, host)));
        } catch (CertIOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return new Issued(issued, sign(builder, keys), certificate);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair by) throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
        } catch (OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyPair newKeys(String algorithm) throws GeneralSecurityException {
        final KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String pem(String label, byte[] der) {
        final String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** Believes one authority, and tells when it is asked. */
    private static final class TellingTrustManager implements X509TrustManager {
        private final X509Certificate trusted;
        private final Runnable checked;

        TellingTrustManager(X509Certificate trusted, Runnable checked) {
            this.trusted = trusted;
            this.checked = checked;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            checked.run();
            try {
                chain[0].verify(trusted.getPublicKey());
            } catch (GeneralSecurityException forged) {
                throw new CertificateException(forged);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {trusted};
        }
    }
}

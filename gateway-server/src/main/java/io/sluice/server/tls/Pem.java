package io.sluice.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recipe: PEM text into certificates and keys, with faults a person can act on. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519", "Ed448");

    private Pem() {}

    /** One armoured block. */
    private record Block(String label, String body) {}

    static byte[] read(Path file) throws TlsSetupException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new TlsSetupException(
                    "can't read " + file + ": " + unreadable.getClass().getSimpleName(), unreadable);
        }
    }

    static List<X509Certificate> certificates(Path file, byte[] text) throws TlsSetupException {
        final List<X509Certificate> certificates = new ArrayList<>();
        for (final Block block : blocks(file, text)) {
            if (block.label.equals("CERTIFICATE")) {
                certificates.add(certificate(file, decode(file, block)));
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsSetupException("no certificate in " + file + " (expected '-----BEGIN CERTIFICATE-----')");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, byte[] der) throws TlsSetupException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException malformed) {
            throw new TlsSetupException("malformed certificate in " + file + ": " + malformed.getMessage(), malformed);
        }
    }

    static PrivateKey privateKey(Path file, byte[] text) throws TlsSetupException {
        for (final Block block : blocks(file, text)) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return pkcs8(file, decode(file, block));
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
                    throw new TlsSetupException(file + " holds an '" + block.label
                            + "', only unencrypted PKCS#8 is read: openssl pkcs8 -topk8 -nocrypt -in " + file);
                default -> {
                    // parameters and certificates may stand beside the key
                }
            }
        }
        throw new TlsSetupException("no private key in " + file + " (expected '-----BEGIN PRIVATE KEY-----')");
    }

    private static PrivateKey pkcs8(Path file, byte[] der) throws TlsSetupException {
        for (final String algorithm : KEY_ALGORITHMS) {
            final PrivateKey key = pkcs8(algorithm, der);
            if (key != null) {
                return key;
            }
        }
        throw new TlsSetupException("the private key in " + file + " is neither EC, RSA nor Ed25519, or is malformed");
    }

    private static @Nullable PrivateKey pkcs8(String algorithm, byte[] der) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException another) {
            return null;
        }
    }

    private static List<Block> blocks(Path file, byte[] bytes) throws TlsSetupException {
        final String text = new String(bytes, StandardCharsets.ISO_8859_1);
        final List<Block> blocks = new ArrayList<>();
        int from = 0;
        int begin;
        while ((begin = text.indexOf(BEGIN, from)) >= 0) {
            final int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            if (labelEnd < 0) {
                throw new TlsSetupException("malformed PEM in " + file + ": an unfinished BEGIN line");
            }
            final String label = text.substring(begin + BEGIN.length(), labelEnd);
            final int bodyStart = labelEnd + DASHES.length();
            final int end = text.indexOf("-----END " + label + DASHES, bodyStart);
            if (end < 0) {
                throw new TlsSetupException("malformed PEM in " + file + ": no END of '" + label + "'");
            }
            blocks.add(new Block(label, text.substring(bodyStart, end)));
            from = end + DASHES.length();
        }
        return blocks;
    }

    private static byte[] decode(Path file, Block block) throws TlsSetupException {
        try {
            return Base64.getMimeDecoder().decode(block.body);
        } catch (IllegalArgumentException malformed) {
            throw new TlsSetupException("malformed PEM in " + file + ": '" + block.label + "' isn't base64", malformed);
        }
    }
}

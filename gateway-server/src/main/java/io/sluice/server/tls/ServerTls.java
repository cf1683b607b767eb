package io.sluice.server.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The listening side's certificate. Connections take the context that is current when they are accepted; a reload swaps
 * it for the next ones and leaves those that are open alone.
 */
public final class ServerTls {
    private final Path certificateFile;
    private final Path keyFile;
    private final WatchedFiles files;

    /** Immutable pair behind one volatile read of the accepting loops. */
    private record Loaded(SslContext context, Instant notAfter) {}

    private volatile Loaded current;

    private ServerTls(Path certificateFile, Path keyFile) throws TlsSetupException {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.files = new WatchedFiles(certificateFile, keyFile);
        final Loaded first = loadChanged();
        if (first == null) {
            throw new IllegalStateException("a first look finds every file changed");
        }
        this.current = first;
    }

    /**
     * Reads both files.
     *
     * @param certificate PEM: the server's certificate first, then the authorities between it and a root
     * @param privateKey PEM, unencrypted PKCS#8: EC, RSA or Ed25519
     */
    public static ServerTls load(Path certificate, Path privateKey) throws TlsSetupException {
        return new ServerTls(certificate, privateKey);
    }

    /**
     * Gives the first handler of a connection that has just been accepted. Any thread.
     *
     * @param handshakeTimeoutNs at least a millisecond; the connection is closed when the handshake takes longer
     */
    public SslHandler newHandler(ByteBufAllocator allocator, long handshakeTimeoutNs) {
        final SslHandler handler = current.context.newHandler(allocator);
        handler.setHandshakeTimeout(handshakeTimeoutNs, TimeUnit.NANOSECONDS);
        return handler;
    }

    /** When the certificate in use runs out. */
    public Instant notAfter() {
        return current.notAfter;
    }

    /**
     * Reads the files again and swaps the context when their content has changed. Blocks on the disk: not on a loop.
     *
     * @return whether it was swapped
     * @throws TlsSetupException when the new content can't be used; the old context stays, and the same content isn't tried again
     */
    public synchronized boolean reloadIfChanged() throws TlsSetupException {
        final Loaded changed = loadChanged();
        if (changed == null) {
            return false;
        }
        current = changed;
        return true;
    }

    private @Nullable Loaded loadChanged() throws TlsSetupException {
        final List<byte[]> changed = files.takeChanged();
        if (changed == null) {
            return null;
        }
        final List<X509Certificate> chain = Pem.certificates(certificateFile, changed.get(0));
        final PrivateKey key = Pem.privateKey(keyFile, changed.get(1));
        checkPair(chain.get(0), key);
        try {
            final SslContext context =
                    Contexts.common(SslContextBuilder.forServer(key, chain)).build();
            return new Loaded(context, chain.get(0).getNotAfter().toInstant());
        } catch (SSLException refused) {
            throw new TlsSetupException("can't use " + certificateFile + ": " + refused.getMessage(), refused);
        }
    }

    private void checkPair(X509Certificate certificate, PrivateKey key) throws TlsSetupException {
        final boolean pair;
        try {
            final String algorithm = switch (key.getAlgorithm()) {
                case "EC" -> "SHA256withECDSA";
                case "RSA" -> "SHA256withRSA";
                default -> key.getAlgorithm();
            };
            final byte[] probe = {1, 2, 3};
            final Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            final byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            pair = signature.verify(signed);
        } catch (GeneralSecurityException differentKinds) {
            throw mismatch();
        }
        if (!pair) {
            throw mismatch();
        }
    }

    private TlsSetupException mismatch() {
        return new TlsSetupException(
                "the private key in " + keyFile + " doesn't belong to the certificate in " + certificateFile);
    }
}

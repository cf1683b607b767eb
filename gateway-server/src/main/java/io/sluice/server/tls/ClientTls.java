package io.sluice.server.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Whom the connecting side believes: one trust, one context, hence one cache of sessions to resume. Identity is equality:
 * {@link ClientTlsRegistry} makes one for each trust. Any thread.
 */
public final class ClientTls {
    private final @Nullable Path trustFile;
    private final @Nullable WatchedFiles files;
    private final boolean insecure;
    private volatile SslContext context;

    ClientTls(@Nullable Path trustFile, boolean insecure) throws TlsSetupException {
        this.trustFile = trustFile;
        this.insecure = insecure;
        this.files = trustFile == null || insecure ? null : new WatchedFiles(trustFile);
        final SslContext changed = loadChanged();
        this.context = changed != null ? changed : build(null, insecure);
    }

    /**
     * Loads what every context needs, the native library and the system's authorities, so that the first one is made quickly.
     * Takes a tenth of a second on a thread of the caller's.
     */
    public static void prepare() {
        try {
            build(null, false);
        } catch (TlsSetupException unusable) {
            // Whoever needs a context will be told.
        }
    }

    /**
     * Gives the handler for a connection to be made: server name and host check for {@code host}, no timeout of its own.
     *
     * @param host a name, which is sent and checked, or an IP literal, which is only checked
     */
    public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        final SslHandler handler = context.newHandler(allocator, host, port);
        handler.setHandshakeTimeoutMillis(0); // the connect deadline on the loop's wheel covers it
        if (host.indexOf('.') < 0 && host.indexOf(':') < 0) {
            nameServer(handler.engine(), host);
        }
        return handler;
    }

    /** A name without a dot is a name too, though neither engine sends it by itself: clusters call their servers so. */
    private static void nameServer(SSLEngine engine, String host) {
        final SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        engine.setSSLParameters(parameters);
    }

    /** Whether it believes anybody. */
    public boolean isInsecure() {
        return insecure;
    }

    /**
     * Reads the trust file again and swaps the context when it has changed. Blocks on the disk: not on a loop.
     *
     * @return whether it was swapped
     * @throws TlsSetupException when the new content can't be used; the old trust stays, and the same content isn't tried again
     */
    synchronized boolean reloadIfChanged() throws TlsSetupException {
        final SslContext changed = loadChanged();
        if (changed == null) {
            return false;
        }
        context = changed;
        return true;
    }

    private @Nullable SslContext loadChanged() throws TlsSetupException {
        if (files == null || trustFile == null) {
            return null;
        }
        final List<byte[]> changed = files.takeChanged();
        if (changed == null) {
            return null;
        }
        final SslContextBuilder builder =
                SslContextBuilder.forClient().trustManager(Pem.certificates(trustFile, changed.get(0)));
        return build(builder, false);
    }

    private static SslContext build(@Nullable SslContextBuilder trusting, boolean insecure) throws TlsSetupException {
        final SslContextBuilder builder = trusting != null ? trusting : SslContextBuilder.forClient();
        if (insecure) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        }
        try {
            return Contexts.common(builder)
                    .endpointIdentificationAlgorithm(insecure ? null : "HTTPS")
                    .build();
        } catch (SSLException refused) {
            throw new TlsSetupException("can't set up TLS: " + refused.getMessage(), refused);
        }
    }
}

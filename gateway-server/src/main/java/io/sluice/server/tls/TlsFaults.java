package io.sluice.server.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What went wrong in a handshake, in words an operator can act on. */
public final class TlsFaults {
    private TlsFaults() {}

    /**
     * The reason of a failed handshake with {@code host}, as the end of a sentence: "the certificate has expired (…)".
     *
     * @param cause what the handshake failed with
     */
    public static String describe(Throwable cause, String host) {
        Throwable last = cause;
        for (Throwable at = cause; at != null; at = at.getCause()) {
            final String known = known(at, host);
            if (known != null) {
                return known;
            }
            last = at;
        }
        final String message = last.getMessage();
        return message == null ? last.getClass().getSimpleName() : message;
    }

    /** In the words of either engine, whichever side found it. */
    private static boolean isAboutProtocols(String message) {
        final String upper = message.toUpperCase(Locale.ROOT);
        return upper.contains("PROTOCOL_VERSION")
                || upper.contains("UNSUPPORTED_PROTOCOL")
                || upper.contains("WRONG_SSL_VERSION");
    }

    private static @Nullable String known(Throwable at, String host) {
        final String message = String.valueOf(at.getMessage());
        if (at instanceof NotSslRecordException) {
            return "the other side doesn't speak TLS (is it a plain http port?)";
        }
        if (at instanceof SSLException && isAboutProtocols(message)) {
            return "the other side speaks neither TLS 1.2 nor 1.3 (" + message + ")";
        }
        if (at instanceof CertificateExpiredException) {
            return "the certificate has expired (" + message + ")";
        }
        if (at instanceof CertificateNotYetValidException) {
            return "the certificate isn't valid yet (" + message + ")";
        }
        if (at instanceof CertPathBuilderException) {
            return "the certificate isn't trusted (no path to a trusted authority)";
        }
        if (at instanceof ClosedChannelException) {
            return "the connection was closed during the handshake";
        }
        if (at instanceof CertificateException && !(at.getCause() instanceof Exception)) {
            return message.contains("matching")
                            || message.contains("subject alternative")
                            || message.contains("No name")
                    ? "the certificate isn't for " + host + " (" + message + ")"
                    : "the certificate isn't acceptable (" + message + ")";
        }
        if (at instanceof CertPathValidatorException && at.getCause() == null) {
            return "the certificate isn't trusted (" + message + ")";
        }
        return null;
    }
}

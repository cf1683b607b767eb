package io.sluice.server.tls;

/** A certificate, key or trust file can't be used; the message names the file and what is wrong with it. Cold code only. */
public final class TlsSetupException extends Exception {
    TlsSetupException(String message) {
        super(message);
    }

    TlsSetupException(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.sluice.benchmarks.endtoend.peer;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Value: where a peer runs.
 *
 * @param folder its own, for configuration and state
 * @param port to listen on, of 127.0.0.1
 * @param adminPort for whatever else it serves
 * @param vendorPort of the simulated vendor: the one with TLS when there is a certificate
 * @param certificate for both sides; null: no TLS
 */
public record Site(
        Path executable,
        Path folder,
        int port,
        int adminPort,
        int vendorPort,
        @Nullable Certificate certificate) {

    /** Without a path. */
    public String vendorUrl() {
        return (certificate == null ? "http" : "https") + "://127.0.0.1:" + vendorPort;
    }
}

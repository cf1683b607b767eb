package io.sluice.core.config;

import org.jspecify.annotations.Nullable;

/**
 * Value: where clients connect.
 *
 * @param port 0 lets the system choose
 * @param tls null for plain HTTP
 */
public record Listen(
        String host, int port, int backlog, @Nullable TlsFiles tls) {}

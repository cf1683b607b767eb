package io.sluice.core.config;

import org.jspecify.annotations.Nullable;

/**
 * Value: where the operator connects.
 *
 * @param port 0 lets the system choose
 * @param token what callers present as a bearer token; null only on a loopback address
 */
public record Admin(String host, int port, @Nullable Secret token) {}

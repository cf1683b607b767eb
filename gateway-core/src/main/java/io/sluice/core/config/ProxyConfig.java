package io.sluice.core.config;

import org.jspecify.annotations.Nullable;

/** Value: the proxy a channel's connections go through. */
public record ProxyConfig(
        ProxyKind kind,
        String host,
        int port,
        @Nullable String user,
        @Nullable Secret password) {}

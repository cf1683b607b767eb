package io.sluice.core.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Value: whom a channel's TLS connections believe.
 *
 * @param trust a PEM file of authorities; null for the system's
 * @param insecure true believes anybody: for tests on one's own machine
 */
public record TlsTrust(@Nullable Path trust, boolean insecure) {
    /** The system's authorities, checked. */
    public static final TlsTrust SYSTEM = new TlsTrust(null, false);
}

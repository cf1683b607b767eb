package io.sluice.server.cli;

import io.sluice.server.tls.ClientTls;
import org.slf4j.LoggerFactory;

/**
 * What a gateway needs whatever its configuration says and what takes long to load, on another thread while the configuration
 * is read: the native TLS library and the system's authorities. Whoever comes too early waits or loads them himself.
 */
final class HeadStart {
    private HeadStart() {}

    static void begin() {
        // SLF4J hands out stand-ins to any thread that comes while another one is the first to log.
        LoggerFactory.getILoggerFactory();
        Thread.ofPlatform().name("sluice-start").daemon().start(ClientTls::prepare);
    }
}

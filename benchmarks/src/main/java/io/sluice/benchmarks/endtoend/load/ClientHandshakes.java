package io.sluice.benchmarks.endtoend.load;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** The client's side of TLS: believes any certificate, and resumes sessions only when it shall. */
final class ClientHandshakes {
    private static final long TIMEOUT_S = 10;

    private final SslContext context;

    ClientHandshakes() throws SSLException {
        context = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .build();
    }

    /** Sessions are kept by name and port: a handler that knows neither always shakes hands in full. */
    SslHandler newHandler(ByteBufAllocator allocator, LoadPlan plan) {
        final SslHandler handler =
                plan.resume() ? context.newHandler(allocator, "localhost", plan.port()) : context.newHandler(allocator);
        handler.setHandshakeTimeout(TIMEOUT_S, TimeUnit.SECONDS);
        return handler;
    }
}

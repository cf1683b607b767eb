package io.sluice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContextBuilder;
import io.sluice.server.tls.TestAuthority;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VendorOverTlsTest {
    @Test
    void servesOverTlsOnTheCallersLoopsAndLeavesThemRunning() throws Exception {
        final TestAuthority authority = TestAuthority.create("simulated authority");
        final TestAuthority.Issued issued = authority.issue("127.0.0.1");
        final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        final SimOptions options = SimOptions.of(SimVendor.OPENAI)
                .on(loops)
                .tls(SslContextBuilder.forServer(issued.keys().getPrivate(), issued.certificate(), issued.authority())
                        .build());
        try (SimulatedVendor vendor = SimulatedVendor.start(options);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(authority.clientContext(() -> {}))
                        .build()) {
            final HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(vendor.baseUrl() + "/models"))
                            .header("authorization", "Bearer " + SimOptions.DEFAULT_KEY)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(vendor.baseUrl()).startsWith("https://127.0.0.1:");
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        assertThat(loops.isShuttingDown()).isFalse();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
}

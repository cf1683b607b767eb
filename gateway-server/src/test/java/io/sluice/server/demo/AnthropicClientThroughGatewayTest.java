package io.sluice.server.demo;

import io.sluice.server.support.TestGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The official client works through Sluice with another base URL and key, and nothing else changed. */
final class AnthropicClientThroughGatewayTest extends AnthropicClientSuite {
    private static final SimulatedVendor VENDOR =
            SimulatedVendor.start(SimOptions.of(SimVendor.ANTHROPIC).forbid(TestGateway.KEY));

    private final TestGateway gateway;

    AnthropicClientThroughGatewayTest(@TempDir Path dataDir) {
        gateway = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + TestGateway.channel("vendor", "anthropic", VENDOR, "")
                        + TestGateway.models("vendor", "claude-sonnet-4-5", "claude-haiku-4-5"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @AfterAll
    static void close() {
        VENDOR.close();
    }

    @Override
    protected String baseUrl() {
        return gateway.url();
    }

    @Override
    protected String key() {
        return TestGateway.KEY;
    }

    @Override
    protected SimulatedVendor vendor() {
        return VENDOR;
    }

    /** A vendor's failure is the gateway's bad gateway, not its own. */
    @Override
    protected int serverErrorStatus() {
        return 502;
    }
}

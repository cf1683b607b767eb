package io.sluice.server.demo;

import org.junit.jupiter.api.AfterAll;

/** The simulated vendor is real enough for the official client. */
class OpenAiClientDirectTest extends OpenAiClientSuite {
    private static final SimulatedVendor VENDOR =
            SimulatedVendor.start(SimOptions.of(SimVendor.OPENAI).forDirectClients());

    @AfterAll
    static void close() {
        VENDOR.close();
    }

    @Override
    protected String baseUrl() {
        return VENDOR.baseUrl();
    }

    @Override
    protected String key() {
        return SimOptions.DEFAULT_KEY;
    }

    @Override
    protected SimulatedVendor vendor() {
        return VENDOR;
    }
}

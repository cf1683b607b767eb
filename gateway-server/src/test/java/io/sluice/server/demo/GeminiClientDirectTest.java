package io.sluice.server.demo;

import org.junit.jupiter.api.AfterAll;

/** The simulated vendor is real enough for the official client. */
class GeminiClientDirectTest extends GeminiClientSuite {
    private static final SimulatedVendor VENDOR =
            SimulatedVendor.start(SimOptions.of(SimVendor.GEMINI).forDirectClients());

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

    /** The vendor's own oddity: a bad key is an invalid argument. */
    @Override
    protected int unknownKeyStatus() {
        return 400;
    }
}

package io.sluice.server.e2e;

import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.support.TestGateway;
import java.nio.file.Path;

/** A gateway with one simulated vendor of each kind behind it; the alias models carry another name upstream. */
final class Vendors implements AutoCloseable {
    final SimulatedVendor openAi = SimulatedVendor.start(options(SimVendor.OPENAI));
    final SimulatedVendor anthropic = SimulatedVendor.start(options(SimVendor.ANTHROPIC));
    final SimulatedVendor gemini = SimulatedVendor.start(options(SimVendor.GEMINI));
    final TestGateway gateway;

    /** @param more further HOCON inside {@code sluice { }} */
    Vendors(Path dataDir, String more) {
        gateway = TestGateway.start(
                dataDir,
                TestGateway.key()
                        + TestGateway.channel("openai", "openai", openAi, "")
                        + TestGateway.channel("anthropic", "anthropic", anthropic, "")
                        + TestGateway.channel("gemini", "gemini", gemini, "")
                        + "models.\"gpt-*\" { routes = [ { channel = openai } ] }\n"
                        + "models.\"claude-*\" { routes = [ { channel = anthropic } ] }\n"
                        + "models.\"gemini-*\" { routes = [ { channel = gemini } ] }\n"
                        + "models.\"chat-alias\" { routes = [ { channel = openai, model = \"gpt-4o-mini\" } ] }\n"
                        + "models.\"claude-alias\" { routes = [ { channel = anthropic, model = \"claude-haiku-4-5\" }"
                        + " ] }\n"
                        + "models.\"gemini-alias\" { routes = [ { channel = gemini, model = \"gemini-2.5-pro\" } ] }\n"
                        + more);
    }

    /** Vendors that refuse a request which shows them the client's key. */
    private static SimOptions options(SimVendor vendor) {
        return SimOptions.of(vendor).forbid(TestGateway.KEY);
    }

    SimulatedVendor of(Surface surface) {
        return switch (surface) {
            case CHAT, RESPONSES -> openAi;
            case MESSAGES -> anthropic;
            case GEMINI -> gemini;
        };
    }

    @Override
    public void close() {
        gateway.close();
        openAi.close();
        anthropic.close();
        gemini.close();
    }
}

package io.sluice.server.cli;

import io.sluice.core.config.ConfigLoader;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.config.LoadResult;
import io.sluice.server.boot.Node;
import io.sluice.server.demo.SimOptions;
import io.sluice.server.demo.SimScript;
import io.sluice.server.demo.SimVendor;
import io.sluice.server.demo.SimulatedVendor;
import io.sluice.server.tls.TlsSetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice demo}: the gateway and three simulated vendors in one process, for a first look without network or keys. */
@Command(
        name = "demo",
        description =
                "Starts the gateway with three simulated vendors and prints requests to paste; needs no network and no"
                        + " key.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    static final String KEY = "sk-sluice-demo";

    /** Slow enough to watch the tokens come. */
    private static final String PACE = "interval=80ms";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "overrides one key of the demo's configuration, such as listen.port; may be repeated")
    private Map<String, String> sets = new LinkedHashMap<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, TlsSetupException, InterruptedException {
        try (SimulatedVendor openAi = vendor(SimVendor.OPENAI);
                SimulatedVendor anthropic = vendor(SimVendor.ANTHROPIC);
                SimulatedVendor gemini = vendor(SimVendor.GEMINI)) {
            final String text = configuration(openAi, anthropic, gemini);
            return switch (ConfigLoader.parse("demo", text, sets, System.getenv())) {
                case LoadResult.Rejected(var faults) -> {
                    faults.forEach(spec.commandLine().getErr()::println);
                    yield ExitCode.BAD_USAGE;
                }
                case LoadResult.Loaded loaded -> {
                    serve(loaded);
                    yield ExitCode.FINE;
                }
            };
        }
    }

    private void serve(LoadResult.Loaded loaded) throws IOException, TlsSetupException, InterruptedException {
        final GatewayConfig config = loaded.config();
        LogSetup.apply(config.log());
        try (Node node = Node.start(config, () -> loaded, null)) {
            final String host = config.listen().host().equals("0.0.0.0")
                    ? "localhost"
                    : config.listen().host();
            final String scheme = config.listen().tls() == null ? "http" : "https";
            final String base =
                    scheme + "://" + host + ":" + node.gateway().address().getPort();
            invite(
                    spec.commandLine().getOut(),
                    base,
                    "http://" + config.admin().host() + ":"
                            + node.admin().address().getPort());
            Foreground.serve(node);
        } finally {
            LogSetup.flush();
        }
    }

    private static SimulatedVendor vendor(SimVendor kind) {
        final SimulatedVendor vendor = SimulatedVendor.start(SimOptions.of(kind));
        vendor.script(SimScript.of(PACE));
        return vendor;
    }

    static void invite(PrintWriter out, String base, String admin) {
        final String options = base.startsWith("https") ? "k" : ""; // nobody knows who signed a certificate for a demo
        out.printf("""

            Three requests to paste; the answers come from simulated vendors in this process.

            OpenAI's dialect, in one piece:
              curl -s%4$s %1$s/v1/chat/completions -H 'authorization: Bearer %2$s' -H 'content-type: application/json' -d '{"model":"gpt-4o","messages":[{"role":"user","content":"What does a sluice do?"}]}'

            Anthropic's, as a stream:
              curl -sN%4$s %1$s/v1/messages -H 'x-api-key: %2$s' -H 'anthropic-version: 2023-06-01' -H 'content-type: application/json' -d '{"model":"claude-sonnet-4-5","max_tokens":200,"stream":true,"messages":[{"role":"user","content":"What does a sluice do?"}]}'

            Gemini's, as a stream:
              curl -sN%4$s '%1$s/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse' -H 'x-goog-api-key: %2$s' -H 'content-type: application/json' -d '{"contents":[{"role":"user","parts":[{"text":"What does a sluice do?"}]}]}'

            What it cost: bin/sluice ledger --format table      Metrics: %3$s/metrics
            Ctrl-C stops.

            """, base, KEY, admin, options);
        out.flush();
    }

    static String configuration(SimulatedVendor openAi, SimulatedVendor anthropic, SimulatedVendor gemini) {
        return """
            sluice {
              channels {
                openai-sim    { dialect = openai,    base-url = "%s", credential = "%s" }
                anthropic-sim { dialect = anthropic, base-url = "%s", credential = "%s", translate { thinking = budget } }
                gemini-sim    { dialect = gemini,    base-url = "%s", credential = "%s", translate { thinking = budget } }
              }
              models {
                "gpt-4o"            { routes = [ { channel = openai-sim } ],    price { input = 2.50, cached-input = 1.25, output = 10.00 } }
                "gpt-4o-mini"       { routes = [ { channel = openai-sim } ],    price { input = 0.15, cached-input = 0.075, output = 0.60 } }
                "claude-sonnet-4-5" { routes = [ { channel = anthropic-sim } ], price { input = 3.00, cached-input = 0.30, cache-write = 3.75, output = 15.00 } }
                "gemini-2.5-flash"  { routes = [ { channel = gemini-sim } ],    price { input = 0.30, cached-input = 0.03, output = 2.50 } }
              }
              keys = [ { id = demo, sha256 = "%s", app = demo, models = [ "*" ], endpoints = [ "*" ] } ]
            }
            """.formatted(
                        openAi.baseUrl(),
                        SimOptions.DEFAULT_KEY,
                        anthropic.baseUrl(),
                        SimOptions.DEFAULT_KEY,
                        gemini.baseUrl(),
                        SimOptions.DEFAULT_KEY,
                        digest(KEY));
    }

    private static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}

package io.sluice.server.cli;

import io.sluice.core.config.GatewayConfig;
import io.sluice.server.ledger.JournalReader;
import io.sluice.server.ledger.LedgerFormat;
import io.sluice.server.ledger.LedgerReport;
import io.sluice.server.ledger.TimeArgument;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice ledger}: the billing records, straight from disk. */
@Command(
        name = "ledger",
        description = "Prints the billing records straight from disk, with or without a running gateway.",
        mixinStandardHelpOptions = true)
final class LedgerCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--since",
            paramLabel = "T",
            description = "only what came since then: RFC 3339, or how long ago, such as 90m, 24h or 7d")
    private @Nullable String since;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl, table or csv; default: ${DEFAULT-VALUE}",
            defaultValue = "table")
    private String format = "table";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        final GatewayConfig config = options.load(spec.commandLine().getErr());
        if (config == null) {
            return ExitCode.BAD_USAGE;
        }
        final LedgerFormat form;
        final long sinceMs;
        try {
            form = LedgerFormat.of(format);
            final String from = since;
            sinceMs = from == null ? Long.MIN_VALUE : TimeArgument.epochMs("--since", from, Instant.now());
        } catch (IllegalArgumentException unusable) {
            throw new ParameterException(spec.commandLine(), Failures.describe(unusable), unusable);
        }
        final PrintWriter out = spec.commandLine().getOut();
        try (JournalReader reader = JournalReader.open(config.billing().journal(), sinceMs)) {
            LedgerReport.print(reader, form, sinceMs, out);
        }
        out.flush();
        return ExitCode.FINE;
    }
}

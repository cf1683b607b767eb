package io.sluice.server.cli;

import io.sluice.core.config.ConfigLoader;
import io.sluice.server.tls.TlsSetupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bin/sluice}. */
@Command(
        name = "sluice",
        description = "The gateway between applications and large language models.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CheckCommand.class,
            KeyCommand.class,
            LedgerCommand.class,
            BenchCommand.class,
            VersionCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        final PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /** Runs one command; returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        final PlainRun plain = PlainRun.of(arguments);
        return plain == null ? parsed(out, err, arguments) : served(plain, err);
    }

    private static int served(PlainRun plain, PrintWriter err) {
        try {
            return Serving.run(() -> ConfigLoader.load(plain.file(), plain.sets(), System.getenv()), plain.file(), err);
        } catch (IOException | TlsSetupException | RuntimeException failure) {
            err.println("sluice: " + Failures.describe(failure));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.FAILED;
    }

    private static int parsed(PrintWriter out, PrintWriter err, String... arguments) {
        final CommandLine line = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("sluice: " + Failures.describe(failure));
                    return ExitCode.FAILED;
                });
        if (arguments.length == 0) {
            line.usage(err);
            return ExitCode.BAD_USAGE;
        }
        return line.execute(arguments);
    }
}

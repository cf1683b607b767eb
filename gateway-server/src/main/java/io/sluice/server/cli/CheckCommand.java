package io.sluice.server.cli;

import io.sluice.core.config.GatewayConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice check}: is this configuration good? */
@Command(
        name = "check",
        description = "Validates a configuration without starting: one FILE:LINE: KEY: reason line per fault.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        final PrintWriter err = spec.commandLine().getErr();
        final GatewayConfig config = options.load(err);
        if (config == null) {
            return ExitCode.BAD_USAGE;
        }
        spec.commandLine()
                .getOut()
                .printf(
                        "%s is good: %d channels, %d models, %d keys%n",
                        options.file(),
                        config.channels().size(),
                        config.models().size(),
                        config.keys().size());
        return ExitCode.FINE;
    }
}

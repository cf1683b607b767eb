package io.sluice.server.cli;

import io.sluice.server.tls.TlsSetupException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice run}: the gateway. */
@Command(name = "run", description = "Runs the gateway.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, TlsSetupException, InterruptedException {
        return Serving.run(options::read, options.file(), spec.commandLine().getErr());
    }
}

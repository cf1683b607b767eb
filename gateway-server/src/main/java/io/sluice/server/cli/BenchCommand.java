package io.sluice.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code sluice bench}, for the list of commands: the launcher starts the benchmarks, which are no part of the gateway. */
@Command(
        name = "bench",
        description =
                "Measures the gateway beside direct access and the peers found on this machine; bench --help tells"
                        + " more.")
final class BenchCommand implements Callable<Integer> {
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine()
                .getErr()
                .println("sluice: bench" + (arguments.isEmpty() ? "" : " " + String.join(" ", arguments))
                        + " is started by bin/sluice, in a checkout of the sources");
        return ExitCode.FAILED;
    }
}

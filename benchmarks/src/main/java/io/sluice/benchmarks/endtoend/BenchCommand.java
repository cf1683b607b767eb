package io.sluice.benchmarks.endtoend;

import io.sluice.benchmarks.endtoend.machine.MachineFacts;
import io.sluice.benchmarks.endtoend.peer.Peer;
import io.sluice.benchmarks.endtoend.peer.Peers;
import io.sluice.benchmarks.endtoend.scenario.Scenario;
import io.sluice.benchmarks.endtoend.scenario.Scenarios;
import io.sluice.benchmarks.endtoend.scenario.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice bench}. */
@Command(
        name = "sluice bench",
        description = "Measures the gateway as it is shipped beside direct access and the peers found on this machine.",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    private static final int FINE = 0;
    private static final int FAILED = 1;

    @Parameters(paramLabel = "SCENARIO", arity = "0..*", description = "what to measure; default: everything")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "tells scenarios and peers, and measures nothing")
    private boolean list;

    @Option(names = "--rounds", paramLabel = "N", description = "rounds of each case; default: ${DEFAULT-VALUE}")
    private int rounds = 3;

    @Option(names = "--secs", paramLabel = "S", description = "seconds of each run; default: ${DEFAULT-VALUE}")
    private double secs = 1;

    @Option(
            names = "--only",
            paramLabel = "TARGET",
            split = ",",
            description = "measures only these, such as nginx,sluice; direct access always")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--peer",
            paramLabel = "NAME=PATH",
            description = "where a peer is: its executable, or the folder it is installed in; may be repeated")
    private Map<String, Path> places = new LinkedHashMap<>();

    @Option(
            names = "--max-foreign",
            paramLabel = "CORES",
            description =
                    "a run is repeated, up to three times, while other programs use more; default: ${DEFAULT-VALUE}")
    private double maxForeignCores = 0.3;

    @Option(names = "--out", paramLabel = "DIR", description = "where results go; default: target/bench/TIME")
    private @Nullable Path out;

    @Option(names = "--keep", description = "keeps configurations and logs of what was started")
    private boolean keep;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public static void main(String[] arguments) {
        System.exit(run(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments));
    }

    /** Runs the command; returns its exit code: 0, 1 when it fails, 2 for bad usage. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new BenchCommand())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    final String message = failure.getMessage();
                    command.getErr()
                            .println("sluice: "
                                    + (message == null ? failure.getClass().getSimpleName() : message));
                    return FAILED;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            tellAll();
            return FINE;
        }
        final List<Scenario> scenarios = chosen();
        for (final String name : only) {
            if (Peers.all().stream().noneMatch(peer -> peer.name().equals(name))) {
                throw usage("no such target: " + name);
            }
        }
        final Path folder = out != null
                ? out
                : Path.of(
                        "target",
                        "bench",
                        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                                .format(LocalDateTime.now(ZoneId.systemDefault())));
        final Bench bench = new Bench(
                settings(), scenarios, only, places, spec.commandLine().getErr(), keep);
        return bench.run(folder.toAbsolutePath(), spec.commandLine().getOut(), originalArguments()) ? FINE : FAILED;
    }

    private List<String> originalArguments() {
        return List.copyOf(spec.commandLine().getParseResult().originalArgs());
    }

    private Settings settings() {
        try {
            return new Settings(
                    rounds, secs, maxForeignCores, MachineFacts.here().descriptors());
        } catch (IllegalArgumentException bad) {
            throw usage(bad.getMessage());
        }
    }

    private List<Scenario> chosen() {
        if (names.isEmpty()) {
            return Scenarios.all();
        }
        final List<Scenario> scenarios = new ArrayList<>();
        for (final String name : names) {
            scenarios.add(Scenarios.all().stream()
                    .filter(scenario -> scenario.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> usage("no such scenario: " + name + "; --list tells them")));
        }
        return scenarios;
    }

    private ParameterException usage(@Nullable String message) {
        return new ParameterException(spec.commandLine(), String.valueOf(message));
    }

    private void tellAll() {
        final PrintWriter to = spec.commandLine().getOut();
        to.println("Scenarios:");
        Scenarios.all().forEach(scenario -> to.printf("  %-13s %s%n", scenario.name(), scenario.title()));
        to.println("Targets:");
        for (final Peer peer : Peers.all()) {
            final Path found = peer.find(Bench.finder(places));
            to.printf(
                    "  %-13s %s%n",
                    peer.name(),
                    peer.kind() == Peer.Kind.DIRECT
                            ? "the simulated vendor itself"
                            : found == null ? "not found" : found);
        }
    }
}

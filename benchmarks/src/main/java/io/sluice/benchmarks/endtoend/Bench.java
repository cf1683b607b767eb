package io.sluice.benchmarks.endtoend;

import io.sluice.benchmarks.endtoend.agent.AgentProcess;
import io.sluice.benchmarks.endtoend.load.LoadGenerator;
import io.sluice.benchmarks.endtoend.machine.MachineFacts;
import io.sluice.benchmarks.endtoend.peer.Certificate;
import io.sluice.benchmarks.endtoend.peer.Children;
import io.sluice.benchmarks.endtoend.peer.Finder;
import io.sluice.benchmarks.endtoend.peer.Peer;
import io.sluice.benchmarks.endtoend.peer.Peers;
import io.sluice.benchmarks.endtoend.peer.Scraper;
import io.sluice.benchmarks.endtoend.peer.Target;
import io.sluice.benchmarks.endtoend.report.Report;
import io.sluice.benchmarks.endtoend.report.Results;
import io.sluice.benchmarks.endtoend.report.Setting;
import io.sluice.benchmarks.endtoend.report.TextTables;
import io.sluice.benchmarks.endtoend.scenario.Scenario;
import io.sluice.benchmarks.endtoend.scenario.Settings;
import io.sluice.benchmarks.endtoend.scenario.Stage;
import io.sluice.benchmarks.endtoend.scenario.WarmUp;
import io.sluice.benchmarks.endtoend.sim.VendorSimulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One call of the command: starts everything, measures, reports, and leaves nothing running. Recipe, cold. */
final class Bench {
    private static final Duration AGENT_START = Duration.ofSeconds(30);
    private static final Path PEERS = Path.of("/opt/peers");

    private final Settings settings;
    private final List<Scenario> scenarios;
    private final List<String> only;
    private final Finder finder;
    private final PrintWriter progress;
    private final boolean keep;
    private final Map<String, String> versions = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Children children = new Children();
    private int started;
    private boolean cleanedUp;
    private boolean complete;

    Bench(
            Settings settings,
            List<Scenario> scenarios,
            List<String> only,
            Map<String, Path> places,
            PrintWriter progress,
            boolean keep) {
        this.settings = settings;
        this.scenarios = List.copyOf(scenarios);
        this.only = List.copyOf(only);
        this.finder = finder(places);
        this.progress = progress;
        this.keep = keep;
    }

    static Finder finder(Map<String, Path> places) {
        final String path = System.getenv("PATH");
        return new Finder(places, path == null ? "" : path, PEERS);
    }

    /** @return whether everything was measured, the gateway itself above all; what was measured before a failure is reported too */
    boolean run(Path out, PrintWriter tables, List<String> arguments) throws IOException, InterruptedException {
        final String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        final Path work = Files.createTempDirectory("sluice-bench-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(work), "cleans-up"));
        final List<Target> targets = new ArrayList<>();
        final Results results = new Results();
        String gatewayCommand = "";
        try {
            final Certificate certificate = Certificate.make(work);
            try (AgentProcess vendor = AgentProcess.start(
                            VendorSimulator.class,
                            work.resolve("vendor.log"),
                            certificate.chain().toString(),
                            certificate.privateKey().toString());
                    AgentProcess generator = AgentProcess.start(LoadGenerator.class, work.resolve("load.log"))) {
                children.add(vendor.process());
                children.add(generator.process());
                final Ports ports = Ports.of(vendor);
                startAll(work, ports, targets);
                gatewayCommand = commandOfGateway(targets);
                final Stage stage = new Stage(
                        vendor,
                        generator,
                        settings,
                        targets,
                        (like, tls) -> start(peer(like.name()), work, ports, tls ? certificate : null),
                        progress);
                try (Scraper _ = Scraper.of(targets)) {
                    WarmUp.run(stage);
                    for (final Scenario scenario : scenarios) {
                        stage.announce(scenario);
                        scenario.run(stage, results);
                    }
                    complete = true;
                } catch (IOException failed) {
                    progress.println("stopped: " + failed.getMessage());
                }
            }
        } finally {
            cleanUp(work);
        }
        final Setting setting =
                new Setting(startedAt, MachineFacts.here(), versions, missing, gatewayCommand, arguments);
        Report.write(out, setting, results);
        tables.println(Report.heading(setting) + TextTables.render(results) + "\nresults: " + out);
        tables.flush();
        final boolean measured = targets.stream().anyMatch(target -> target.kind() == Peer.Kind.SLUICE);
        return complete && (measured || !wanted(Peers.SLUICE));
    }

    private record Ports(int plain, int tls) {
        static Ports of(AgentProcess vendor) throws IOException, InterruptedException {
            final var told = vendor.ask(Map.of(), AGENT_START);
            return new Ports(told.get("port").asInt(), told.get("tlsPort").asInt());
        }
    }

    private boolean wanted(String name) {
        return only.isEmpty() || name.equals(Peers.DIRECT) || only.contains(name);
    }

    private static Peer peer(String name) {
        return Peers.all().stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void startAll(Path work, Ports ports, List<Target> targets) throws InterruptedException {
        for (final Peer peer : Peers.all()) {
            if (!wanted(peer.name())) {
                continue;
            }
            final Path executable = peer.find(finder);
            if (executable == null) {
                missing.put(peer.name(), "not found");
                continue;
            }
            progress.println("starting " + peer.name());
            try {
                targets.add(start(peer, work, ports, null));
                if (peer.kind() != Peer.Kind.DIRECT) {
                    versions.put(peer.name(), peer.version(executable));
                }
            } catch (IOException failed) {
                missing.put(peer.name(), "did not start");
                progress.println(failed.getMessage());
            }
        }
    }

    private Target start(Peer peer, Path work, Ports ports, @Nullable Certificate certificate)
            throws IOException, InterruptedException {
        final Path executable = peer.find(finder);
        if (executable == null) {
            throw new IOException(peer.name() + " is gone");
        }
        final Path folder = work.resolve(peer.name() + "-" + ++started);
        return Target.start(
                peer, executable, folder, certificate == null ? ports.plain() : ports.tls(), certificate, children);
    }

    /** As the kernel shows it: with the flags that the launcher chose. */
    private static String commandOfGateway(List<Target> targets) {
        return targets.stream()
                .filter(target -> target.kind() == Peer.Kind.SLUICE)
                .findFirst()
                .flatMap(target -> ProcessHandle.of(target.pid()))
                .flatMap(handle -> handle.info().commandLine())
                .orElse("");
    }

    /** Ends what was started and removes its files; also when the command itself is told to end. */
    private synchronized void cleanUp(Path work) {
        children.close();
        if (cleanedUp) {
            return;
        }
        cleanedUp = true;
        if (keep) {
            progress.println("kept: " + work);
            return;
        }
        try (Stream<Path> all = Files.walk(work)) {
            for (final Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException left) {
            progress.println("left behind: " + work);
        }
    }
}

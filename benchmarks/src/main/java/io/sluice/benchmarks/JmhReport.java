package io.sluice.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs benchmarks with JMH's own arguments and writes what came of them to {@code target/jmh}: JMH's raw results, and tables that show
 * ours beside the others, with the error of the mean at 99.9 % and the bytes allocated.
 */
public final class JmhReport {
    private static final Path RAW = Path.of("target", "jmh", "results.json");
    private static final Path TABLES = Path.of("target", "jmh", "report.md");
    private static final String OURS = "sluice";
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private JmhReport() {}

    /** @param args of JMH; results and profiler are set here */
    public static Collection<RunResult> run(String[] args)
            throws CommandLineOptionException, RunnerException, IOException {
        Files.createDirectories(RAW.getParent());
        final Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .addProfiler(GCProfiler.class)
                        .resultFormat(ResultFormatType.JSON)
                        .result(RAW.toString())
                        .build())
                .run();
        Files.writeString(TABLES, markdown(results));
        return results;
    }

    static String markdown(Collection<RunResult> results) {
        final Map<String, Map<String, List<RunResult>>> classes = new TreeMap<>();
        for (final RunResult result : results) {
            classes.computeIfAbsent(title(result.getParams()), title -> new LinkedHashMap<>())
                    .computeIfAbsent(state(result.getParams()), state -> new ArrayList<>())
                    .add(result);
        }
        final StringBuilder out = new StringBuilder("# Parts, measured\n\n");
        machine(out, results);
        classes.forEach((title, states) -> {
            out.append("\n## ")
                    .append(title)
                    .append("\n\n| state | who | ns | ± (99.9 %) | against ours | B |\n")
                    .append("| --- | --- | ---: | ---: | ---: | ---: |\n");
            states.forEach((state, rows) -> rows(out, state, rows));
        });
        return out.toString();
    }

    private static void rows(StringBuilder out, String state, List<RunResult> rows) {
        double ours = Double.NaN;
        for (final RunResult row : rows) {
            ours = who(row.getParams()).equals(OURS) ? score(row) : ours;
        }
        for (final RunResult row : rows) {
            final Result<?> allocated = row.getSecondaryResults().get(ALLOCATED);
            out.append("| ")
                    .append(state)
                    .append(" | ")
                    .append(who(row.getParams()))
                    .append(" | ")
                    .append(number(score(row)))
                    .append(" | ")
                    .append(number(row.getPrimaryResult().getScoreError()))
                    .append(" | ")
                    .append(String.format(Locale.ROOT, "%.2f", score(row) / ours))
                    .append(" | ")
                    .append(allocated == null ? "" : number(allocated.getScore()))
                    .append(" |\n");
        }
    }

    private static void machine(StringBuilder out, Collection<RunResult> results) {
        out.append("- machine: ")
                .append(processor())
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors, ")
                .append(System.getProperty("os.name"))
                .append(' ')
                .append(System.getProperty("os.version"))
                .append("; load ")
                .append(number(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()))
                .append(" in the last minute\n");
        results.stream().findFirst().ifPresent(result -> {
            final BenchmarkParams params = result.getParams();
            out.append("- JDK: ")
                    .append(params.getVmName())
                    .append(' ')
                    .append(params.getVmVersion())
                    .append("\n- flags: `")
                    .append(String.join(" ", params.getJvmArgs()))
                    .append("`\n- JMH ")
                    .append(params.getJmhVersion())
                    .append(": ")
                    .append(params.getForks())
                    .append(" forks, each ")
                    .append(iterations(params.getWarmup()))
                    .append(" to warm up and ")
                    .append(iterations(params.getMeasurement()))
                    .append(" measured\n- raw results: `")
                    .append(RAW.getFileName())
                    .append("`\n");
        });
    }

    private static String iterations(IterationParams params) {
        return params.getCount() + " × " + params.getTime();
    }

    private static String processor() {
        try {
            for (final String line : Files.readAllLines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
        return System.getProperty("os.arch");
    }

    /** {@code codec.RequestHead} of {@code io.sluice.benchmarks.codec.RequestHeadBenchmark.sluice}, whatever the threads. */
    private static String title(BenchmarkParams params) {
        final String name = params.getBenchmark();
        final String from = name.substring(JmhReport.class.getPackageName().length() + 1);
        return from.substring(0, from.indexOf("Benchmark."));
    }

    private static String who(BenchmarkParams params) {
        final String name = params.getBenchmark();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String state(BenchmarkParams params) {
        final List<String> state = new ArrayList<>();
        for (final String key : params.getParamsKeys()) {
            state.add(key + " " + params.getParam(key));
        }
        if (params.getThreads() > 1 || state.isEmpty()) {
            state.add(params.getThreads() + (params.getThreads() == 1 ? " thread" : " threads"));
        }
        return String.join(", ", state);
    }

    private static double score(RunResult row) {
        return row.getPrimaryResult().getScore();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%,.0f", value);
    }
}

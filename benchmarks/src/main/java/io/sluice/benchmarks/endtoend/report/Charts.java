package io.sluice.benchmarks.endtoend.report;

import io.sluice.benchmarks.endtoend.load.Histograms;
import io.sluice.benchmarks.endtoend.peer.Peers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The pictures that the results allow, by file name. */
final class Charts {
    private static final double[] PERCENTILES = {0, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99};
    private static final double NS_PER_US = 1000;
    private static final double US_PER_MS = 1000;

    private Charts() {}

    static Map<String, String> of(Results results) {
        final Map<String, String> charts = new LinkedHashMap<>();
        for (final String sweep : List.of("instant", "20ms")) {
            put(charts, "frontier-" + sweep + ".svg", frontier(results, sweep));
        }
        for (final String rate : List.of("one", "2000", "5000")) {
            put(charts, "latency-" + rate + ".svg", latency(results, rate));
        }
        final BarChart cpu = cpu(results);
        if (!cpu.isEmpty()) {
            charts.put("cpu.svg", cpu.draw("CPU µs of the target"));
        }
        return charts;
    }

    private static void put(Map<String, String> charts, String name, LineChart chart) {
        if (!chart.isEmpty()) {
            charts.put(name, chart.draw());
        }
    }

    private static List<String> names() {
        return Peers.all().stream().map(peer -> peer.name()).toList();
    }

    private static LineChart frontier(Results results, String sweep) {
        final LineChart chart = new LineChart(
                "Throughput against its tail (vendor: " + sweep + ")",
                LineChart.Axis.of("p99, ms", true),
                LineChart.Axis.of("requests/s", false));
        for (final String target : names()) {
            final Map<Double, List<Sample>> steps = results.samples().stream()
                    .filter(sample -> sample.scenario().equals("frontier")
                            && sample.target().equals(target)
                            && sample.caseName().startsWith(sweep + "-"))
                    .collect(Collectors.groupingBy(
                            sample -> sample.metric("connections"), TreeMap::new, Collectors.toList()));
            final List<double[]> points = new ArrayList<>();
            steps.values()
                    .forEach(step -> points.add(
                            new double[] {median(step, "p99_us") / US_PER_MS, median(step, "requests_per_s")}));
            chart.add(target, points);
        }
        return chart;
    }

    private static LineChart latency(Results results, String rate) {
        final List<Double> places = new ArrayList<>();
        final List<String> labels = new ArrayList<>();
        for (final double percentile : new double[] {0, 50, 90, 99, 99.9, 99.99}) {
            places.add(place(percentile));
            labels.add(percentile == 0 ? "0" : "p" + LineChart.label(percentile));
        }
        final LineChart chart = new LineChart(
                "Latency by percentile (" + (rate.equals("one") ? "one connection" : rate + " requests/s") + ")",
                new LineChart.Axis("percentile", true, labels, places),
                LineChart.Axis.of("µs", true));
        for (final String target : names()) {
            final Histogram merged = Histograms.empty();
            results.samples().stream()
                    .filter(sample -> sample.scenario().equals("latency")
                            && sample.caseName().equals(rate)
                            && sample.target().equals(target)
                            && !sample.latency().isEmpty())
                    .forEach(sample -> merged.add(Histograms.decode(sample.latency())));
            if (merged.getTotalCount() > 0) {
                final List<double[]> points = new ArrayList<>();
                for (final double percentile : PERCENTILES) {
                    points.add(new double[] {place(percentile), merged.getValueAtPercentile(percentile) / NS_PER_US});
                }
                chart.add(target, points);
            }
        }
        return chart;
    }

    /** One in how many is slower: nines lie evenly apart on a logarithmic axis. */
    private static double place(double percentile) {
        return 100 / (100 - percentile);
    }

    private static BarChart cpu(Results results) {
        final BarChart chart = new BarChart("CPU per request and per event");
        for (final String[] shown : new String[][] {
            {"saturated", "closed-64", "request, saturated"},
            {"latency", "2000", "request at 2 000/s"},
            {"streams", "paced-200", "event, paced"},
            {"firehose", "firehose-32", "event, firehose"},
            {"prompts", "1mb", "1 MB prompt"}
        }) {
            final List<String> names = names();
            for (int i = 0; i < names.size(); i++) {
                final String target = names.get(i);
                final List<Sample> runs = results.samples().stream()
                        .filter(sample -> sample.scenario().equals(shown[0])
                                && sample.caseName().equals(shown[1])
                                && sample.target().equals(target))
                        .toList();
                chart.add(shown[2], target, median(runs, "cpu_us"), i);
            }
        }
        return chart;
    }

    private static double median(List<Sample> runs, String metric) {
        return Spread.of(runs.stream().mapToDouble(run -> run.metric(metric)).toArray())
                .median();
    }
}

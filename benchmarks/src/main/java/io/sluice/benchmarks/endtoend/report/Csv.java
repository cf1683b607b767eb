package io.sluice.benchmarks.endtoend.report;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One line for each metric of each run. */
final class Csv {
    private Csv() {}

    static String of(Results results) {
        final StringBuilder text = new StringBuilder("scenario,case,target,round,noisy,metric,value\n");
        for (final Sample sample : results.samples()) {
            for (final Map.Entry<String, Double> metric : new TreeMap<>(sample.metrics()).entrySet()) {
                text.append(cell(sample.scenario()))
                        .append(',')
                        .append(cell(sample.caseName()))
                        .append(',')
                        .append(cell(sample.target()))
                        .append(',')
                        .append(sample.round() + 1)
                        .append(',')
                        .append(sample.noisy())
                        .append(',')
                        .append(cell(metric.getKey()))
                        .append(',')
                        .append(String.format(Locale.ROOT, "%.6g", metric.getValue()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** RFC 4180. */
    static String cell(String text) {
        final boolean quote = text.contains(",") || text.contains("\"") || text.contains("\n");
        return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}

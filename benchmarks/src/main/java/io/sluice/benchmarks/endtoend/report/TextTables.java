package io.sluice.benchmarks.endtoend.report;

import java.util.ArrayList;
import java.util.List;

/** Tables for people: Markdown with aligned columns. */
public final class TextTables {
    private TextTables() {}

    /** All tables that have a row, and a word about noise. */
    public static String render(Results results) {
        final StringBuilder text = new StringBuilder();
        for (final Table table : results.tables()) {
            final List<List<String>> rows = rows(results, table);
            if (rows.size() > 1) {
                text.append("\n### ")
                        .append(table.scenario())
                        .append(", ")
                        .append(table.title())
                        .append("\n\n");
                append(text, rows);
            }
        }
        return text.append('\n').append(noise(results)).toString();
    }

    private static List<List<String>> rows(Results results, Table table) {
        final List<List<String>> rows = new ArrayList<>();
        final List<String> head = new ArrayList<>();
        head.add("target");
        table.columns().forEach(column -> head.add(column.title()));
        rows.add(head);
        for (final String target : results.targetsOf(table)) {
            final List<String> row = new ArrayList<>();
            final boolean noisy = results.samplesOf(table, target).stream().anyMatch(Sample::noisy);
            row.add(noisy ? target + " ~" : target);
            for (final Column column : table.columns()) {
                row.add(results.cell(table, target, column).text(column.decimals()));
            }
            rows.add(row);
        }
        return rows;
    }

    private static void append(StringBuilder text, List<List<String>> rows) {
        final int[] widths = new int[rows.get(0).size()];
        for (final List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            line(text, rows.get(r), widths);
            if (r == 0) {
                for (final int width : widths) {
                    text.append("| ").append("-".repeat(width)).append(' ');
                }
                text.append("|\n");
            }
        }
    }

    private static void line(StringBuilder text, List<String> row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            final String pad = " ".repeat(widths[i] - row.get(i).length());
            text.append("| ")
                    .append(i == 0 ? row.get(i) + pad : pad + row.get(i))
                    .append(' ');
        }
        text.append("|\n");
    }

    /** What the neighbours did, and what can't be judged for it. */
    static String noise(Results results) {
        final List<Sample> judged = results.samples().stream()
                .filter(sample -> Double.isFinite(sample.metric("foreign_cores")))
                .toList();
        final Spread foreign = Spread.of(judged.stream()
                .mapToDouble(sample -> sample.metric("foreign_cores"))
                .toArray());
        final Spread steal = Spread.of(judged.stream()
                .mapToDouble(sample -> sample.metric("steal_share") * 100)
                .toArray());
        final long noisy = judged.stream().filter(Sample::noisy).count();
        final String verdict = noisy == 0
                ? "The machine was quiet enough in all " + judged.size() + " runs."
                : "TOO NOISY to judge: " + noisy + " of " + judged.size()
                        + " runs, even after repeating them; their rows are marked ~, and only ratios within a round"
                        + " mean anything there.";
        return "Other programs used " + foreign.text(2) + " cores, the host took " + steal.text(1) + " %. " + verdict
                + "\n";
    }
}

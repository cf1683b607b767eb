package io.sluice.benchmarks.endtoend.report;

/**
 * Value: a column of a table.
 *
 * @param metric its name in a {@link Sample}
 * @param decimals shown
 */
public record Column(String metric, String title, int decimals, As as) {
    /** What is shown of the metric. */
    public enum As {
        VALUE,
        /** Divided by that of nginx in the same round. */
        RATIO,
        /** What it has more than direct access in the same round. */
        ADDED
    }

    public static Column value(String metric, String title, int decimals) {
        return new Column(metric, title, decimals, As.VALUE);
    }

    /** To nginx. */
    public static Column ratio(String metric, String title) {
        return new Column(metric, title, 2, As.RATIO);
    }

    /** To direct access. */
    public static Column added(String metric, String title, int decimals) {
        return new Column(metric, title, decimals, As.ADDED);
    }
}

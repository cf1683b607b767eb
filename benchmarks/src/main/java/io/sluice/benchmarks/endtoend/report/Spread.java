package io.sluice.benchmarks.endtoend.report;

import java.util.Arrays;
import java.util.Locale;

/** Value: the middle of several rounds, and how far they lie apart. NaN when there was none. */
public record Spread(double median, double min, double max, int count) {
    /** Of what is a number; the rest is left out. */
    public static Spread of(double... values) {
        final double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        final int count = sorted.length;
        if (count == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        final double median = count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
        return new Spread(median, sorted[0], sorted[count - 1], count);
    }

    /** {@code median (min–max)}; the median alone when there was one round; a dash when there was none. */
    public String text(int decimals) {
        if (count == 0) {
            return "-";
        }
        final String middle = number(median, decimals);
        return count == 1 ? middle : middle + " (" + number(min, decimals) + "–" + number(max, decimals) + ")";
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value + 0.0);
    }
}

package io.sluice.server.soak;

import java.util.List;
import java.util.Locale;

/**
 * Value: what a row of samples did over time, by the straight line that fits them best.
 *
 * @param grown what the line rises by from the first sample to the last
 * @param spread how far the samples lie from it, as a standard deviation
 */
record Growth(double grown, double spread) {
    /** How many times their own spread the samples may seem to rise by without having risen. */
    private static final double NOISE = 3;

    /** One sample: when, and how much. */
    record Point(double atS, double value) {}

    static Growth of(List<Point> points) {
        final double meanAtS = points.stream().mapToDouble(Point::atS).average().orElse(0);
        final double mean = points.stream().mapToDouble(Point::value).average().orElse(0);
        double together = 0;
        double apart = 0;
        for (final Point point : points) {
            together += (point.atS - meanAtS) * (point.value - mean);
            apart += (point.atS - meanAtS) * (point.atS - meanAtS);
        }
        final double slope = apart == 0 ? 0 : together / apart;
        double squares = 0;
        for (final Point point : points) {
            final double off = point.value - mean - slope * (point.atS - meanAtS);
            squares += off * off;
        }
        final double spread = points.size() < 3 ? 0 : Math.sqrt(squares / (points.size() - 2));
        final double lastedS = points.isEmpty() ? 0 : points.getLast().atS - points.getFirst().atS;
        return new Growth(slope * lastedS, spread);
    }

    /**
     * Whether it rose by more than chance.
     *
     * @param tolerated a rise that means nothing, however even
     */
    boolean isLeak(double tolerated, int samples) {
        // the line's end is uncertain by about this much: half its length away from the middle of that many samples
        final double uncertain = NOISE * spread * Math.sqrt(12.0 / Math.max(1, samples));
        return grown > Math.max(tolerated, uncertain);
    }

    String text(String unit) {
        return String.format(Locale.ROOT, "%+.1f %s (spread %.1f)", grown, unit, spread);
    }
}

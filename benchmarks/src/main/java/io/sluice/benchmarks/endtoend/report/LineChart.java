package io.sluice.benchmarks.endtoend.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Curves over logarithmic or even axes. */
final class LineChart {
    private static final double LEFT = 80;
    private static final double RIGHT = Svg.WIDTH - 150;
    private static final double TOP = 45;
    private static final double BOTTOM = Svg.HEIGHT - 55;
    private static final int EVEN_TICKS = 5;

    private final String title;
    private final Axis x;
    private final Axis y;
    private final List<Curve> curves = new ArrayList<>();

    /** Value: points by rising x. */
    record Curve(String name, List<double[]> points) {}

    /**
     * Value: an axis.
     *
     * @param labels for ticks at chosen places, or none: then they are chosen by the values
     */
    record Axis(String title, boolean logarithmic, List<String> labels, List<Double> places) {
        static Axis of(String title, boolean logarithmic) {
            return new Axis(title, logarithmic, List.of(), List.of());
        }

        double position(double value, double min, double max) {
            final double from = logarithmic ? Math.log10(min) : min;
            final double to = logarithmic ? Math.log10(max) : max;
            final double at = logarithmic ? Math.log10(Math.max(value, min)) : value;
            return to == from ? 0.5 : (at - from) / (to - from);
        }
    }

    LineChart(String title, Axis x, Axis y) {
        this.title = title;
        this.x = x;
        this.y = y;
    }

    void add(String name, List<double[]> points) {
        final List<double[]> drawn = points.stream()
                .filter(point -> usable(point[0], x) && usable(point[1], y))
                .toList();
        if (!drawn.isEmpty()) {
            curves.add(new Curve(name, drawn));
        }
    }

    private static boolean usable(double value, Axis axis) {
        return Double.isFinite(value) && (!axis.logarithmic() || value > 0);
    }

    boolean isEmpty() {
        return curves.isEmpty();
    }

    String draw() {
        final Svg svg = new Svg(title);
        final double[] xs = bounds(0, x);
        final double[] ys = bounds(1, y);
        frame(svg, xs, ys);
        for (int i = 0; i < curves.size(); i++) {
            final String colour = Svg.colour(i);
            double[] last = null;
            for (final double[] point : curves.get(i).points()) {
                final double atX = LEFT + x.position(point[0], xs[0], xs[1]) * (RIGHT - LEFT);
                final double atY = BOTTOM - y.position(point[1], ys[0], ys[1]) * (BOTTOM - TOP);
                svg.dot(atX, atY, colour);
                if (last != null) {
                    svg.line(last[0], last[1], atX, atY, colour, 2);
                }
                last = new double[] {atX, atY};
            }
            svg.box(RIGHT + 15, TOP + 20.0 * i, 12, 12, colour)
                    .words(
                            RIGHT + 33,
                            TOP + 20.0 * i + 11,
                            "start",
                            curves.get(i).name(),
                            "black");
        }
        return svg.end();
    }

    private double[] bounds(int which, Axis axis) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (final Curve curve : curves) {
            for (final double[] point : curve.points()) {
                min = Math.min(min, point[which]);
                max = Math.max(max, point[which]);
            }
        }
        if (axis.logarithmic()) {
            return new double[] {Math.pow(10, Math.floor(Math.log10(min))), Math.pow(10, Math.ceil(Math.log10(max)))};
        }
        return new double[] {0, max};
    }

    private void frame(Svg svg, double[] xs, double[] ys) {
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, "black", 1).line(LEFT, TOP, LEFT, BOTTOM, "black", 1);
        final List<Double> xTicks = x.places().isEmpty() ? ticks(x, xs) : x.places();
        for (int i = 0; i < xTicks.size(); i++) {
            final double at = LEFT + x.position(xTicks.get(i), xs[0], xs[1]) * (RIGHT - LEFT);
            if (at >= LEFT - 1 && at <= RIGHT + 1) {
                svg.line(at, TOP, at, BOTTOM, "#dddddd", 1)
                        .words(
                                at,
                                BOTTOM + 17,
                                "middle",
                                x.labels().isEmpty()
                                        ? label(xTicks.get(i))
                                        : x.labels().get(i),
                                "black");
            }
        }
        for (final double tick : ticks(y, ys)) {
            final double at = BOTTOM - y.position(tick, ys[0], ys[1]) * (BOTTOM - TOP);
            svg.line(LEFT, at, RIGHT, at, "#dddddd", 1).words(LEFT - 6, at + 4, "end", label(tick), "black");
        }
        svg.words((LEFT + RIGHT) / 2, Svg.HEIGHT - 15.0, "middle", x.title(), "black")
                .words(10, TOP - 10, "start", y.title(), "black");
    }

    private static List<Double> ticks(Axis axis, double[] bounds) {
        final List<Double> ticks = new ArrayList<>();
        if (axis.logarithmic()) {
            for (double tick = bounds[0]; tick <= bounds[1] * 1.001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        final double step = niceStep(bounds[1] / EVEN_TICKS);
        for (double tick = 0; tick <= bounds[1] * 1.001; tick += step) {
            ticks.add(tick);
        }
        return ticks;
    }

    /** The next of 1, 2, 5 times a power of ten. */
    static double niceStep(double atLeast) {
        if (!(atLeast > 0)) {
            return 1;
        }
        final double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        final double lead = atLeast / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }

    static String label(double value) {
        if (value >= 1_000_000) {
            return trimmed(value / 1_000_000) + "M";
        }
        return value >= 1000 ? trimmed(value / 1000) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        final String text = String.format(Locale.ROOT, "%.3f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}

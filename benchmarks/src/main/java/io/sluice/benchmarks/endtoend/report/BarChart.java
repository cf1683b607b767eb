package io.sluice.benchmarks.endtoend.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bars in groups, lying, on a logarithmic axis: what is measured here differs by factors. */
final class BarChart {
    private static final double LEFT = 190;
    private static final double RIGHT = Svg.WIDTH - 90;
    private static final double TOP = 40;
    private static final double BOTTOM = Svg.HEIGHT - 20;
    private static final double SMALLEST_SHARE = 0.02;

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String group, String name, double value, int colour) {}

    BarChart(String title) {
        this.title = title;
    }

    /** @param colour the same for the same thing in each group */
    void add(String group, String name, double value, int colour) {
        if (Double.isFinite(value) && value > 0) {
            bars.add(new Bar(group, name, value, colour));
        }
    }

    boolean isEmpty() {
        return bars.isEmpty();
    }

    String draw(String unit) {
        final Svg svg = new Svg(title + " (" + unit + ", logarithmic)");
        final long groups = bars.stream().map(Bar::group).distinct().count();
        final double height = (BOTTOM - TOP) / (bars.size() + groups);
        final double min = bars.stream().mapToDouble(Bar::value).min().orElse(1);
        final double max = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        double y = TOP;
        String group = "";
        for (final Bar bar : bars) {
            if (!bar.group().equals(group)) {
                group = bar.group();
                svg.words(10, y + height * 0.7, "start", group, "black");
                y += height;
            }
            final double share = max == min
                    ? 1
                    : SMALLEST_SHARE + (1 - SMALLEST_SHARE) * Math.log(bar.value() / min) / Math.log(max / min);
            svg.words(LEFT - 8, y + height * 0.7, "end", bar.name(), "black")
                    .box(LEFT, y + 1, share * (RIGHT - LEFT), height - 2, Svg.colour(bar.colour()))
                    .words(
                            LEFT + share * (RIGHT - LEFT) + 5,
                            y + height * 0.7,
                            "start",
                            String.format(Locale.ROOT, "%.2f", bar.value()),
                            "black");
            y += height;
        }
        return svg.end();
    }
}

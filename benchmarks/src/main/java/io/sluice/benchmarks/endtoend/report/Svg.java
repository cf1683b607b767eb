package io.sluice.benchmarks.endtoend.report;

import java.util.Locale;

/** Writer of a small SVG image: lines, boxes and words. */
final class Svg {
    static final int WIDTH = 860;
    static final int HEIGHT = 460;
    private static final String[] COLOURS = {
        "#7f7f7f", "#2ca02c", "#1f77b4", "#d62728", "#9467bd", "#ff7f0e", "#8c564b", "#e377c2", "#17becf", "#bcbd22"
    };

    private final StringBuilder text = new StringBuilder();

    Svg(String title) {
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
                        + " font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"%1$d\" height=\"%2$d\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        words(WIDTH / 2.0, 22, "middle", title, "black", 15);
    }

    /** The colour of the n-th thing of a chart; they repeat. */
    static String colour(int n) {
        return COLOURS[Math.floorMod(n, COLOURS.length)];
    }

    Svg line(double x1, double y1, double x2, double y2, String colour, double width) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                width));
        return this;
    }

    Svg box(double x, double y, double width, double height, String colour) {
        text.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x,
                y,
                Math.max(0, width),
                Math.max(0, height),
                colour));
        return this;
    }

    Svg dot(double x, double y, String colour) {
        text.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, colour));
        return this;
    }

    Svg words(double x, double y, String anchor, String words, String colour) {
        return words(x, y, anchor, words, colour, 12);
    }

    private Svg words(double x, double y, String anchor, String words, String colour, int size) {
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" font-size=\"%d\">%s</text>%n",
                x,
                y,
                anchor,
                colour,
                size,
                escape(words)));
        return this;
    }

    String end() {
        return text + "</svg>\n";
    }

    static String escape(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

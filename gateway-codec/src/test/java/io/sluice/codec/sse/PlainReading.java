package io.sluice.codec.sse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The event stream as the HTML standard words it, over a whole string: slow, and easy to check against the text of the standard. */
final class PlainReading {
    private final int maxInside;
    private final List<RecordedStream.Block> blocks = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private String name = "";

    private PlainReading(int maxInside) {
        this.maxInside = maxInside;
    }

    /** Unlike a browser, a last event without its blank line is not discarded. */
    static List<RecordedStream.Block> of(byte[] bytes, int maxInside) {
        final String all = new String(bytes, StandardCharsets.ISO_8859_1);
        final boolean marked = all.startsWith("\u00ef\u00bb\u00bf");
        final String text = marked ? all.substring(3) : all;
        final PlainReading reading = new PlainReading(maxInside);
        boolean pending = marked;
        int from = 0;
        while (from < text.length()) {
            int end = from;
            while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
                end++;
            }
            final String line = text.substring(from, end);
            final boolean crLf = text.startsWith("\r\n", end);
            from = Math.min(text.length(), end + (crLf ? 2 : 1));
            if (line.isEmpty()) {
                reading.dispatch();
                pending = false;
            } else {
                reading.line(line);
                pending = true;
            }
        }
        if (pending) {
            reading.dispatch();
        }
        return reading.blocks;
    }

    private void line(String line) {
        final int colon = line.indexOf(':');
        final String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        if (field.equals("data")) {
            data.append(hasData ? "\n" : "").append(value);
            hasData = true;
        } else if (field.equals("event")) {
            name = value;
        }
    }

    private void dispatch() {
        final boolean oversized = data.length() > maxInside || name.length() > SseScanner.MAX_NAME;
        blocks.add(
                new RecordedStream.Block(!hasData, oversized, oversized ? "" : name, oversized ? "" : data.toString()));
        data.setLength(0);
        hasData = false;
        name = "";
    }
}

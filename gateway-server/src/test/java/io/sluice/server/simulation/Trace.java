package io.sluice.server.simulation;

import java.util.ArrayList;
import java.util.List;

/** What has happened, as a hash by which two runs are compared, and as lines for people when they are asked for. */
final class Trace {
    private static final int MAX_LINES = 100_000;

    private final boolean readable;
    private final List<String> lines = new ArrayList<>();
    private long hash = 17;
    private long steps;

    Trace(boolean readable) {
        this.readable = readable;
    }

    boolean isReadable() {
        return readable;
    }

    void note(long nowNs, String what, long number, long value) {
        steps++;
        mix(nowNs);
        mix(what.hashCode());
        mix(number);
        mix(value);
        if (readable && lines.size() < MAX_LINES) {
            lines.add("%12.3f ms  %s %d %d".formatted(nowNs / 1e6, what, number, value));
        }
    }

    /** A line that is no part of the hash. */
    void remark(String text) {
        if (readable && lines.size() < MAX_LINES) {
            lines.add("                 | " + text);
        }
    }

    private void mix(long value) {
        hash = (hash ^ value) * 0x9E37_79B9_7F4A_7C15L;
        hash ^= hash >>> 29;
    }

    long hash() {
        return hash;
    }

    long steps() {
        return steps;
    }

    List<String> lines() {
        return lines;
    }
}

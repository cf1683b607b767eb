package io.sluice.benchmarks.endtoend.machine;

/** Reads sizes out of {@code /proc} texts such as {@code smaps_rollup}. */
final class Memory {
    private static final int KIB = 1024;

    private Memory() {}

    /** @return bytes of the line {@code field:  N kB}, or 0 without one */
    static long bytes(String text, String field) {
        for (final String line : text.lines().toList()) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.substring(field.length() + 1)
                                .replace("kB", "")
                                .strip())
                        * KIB;
            }
        }
        return 0;
    }
}

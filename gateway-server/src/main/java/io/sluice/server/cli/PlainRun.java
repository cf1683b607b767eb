package io.sluice.server.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decision: whether a command line is {@code run} with nothing but well-formed options. The library that reads every other one
 * takes longer to load than the configuration takes to read, and a start should not wait for it.
 *
 * @param file the configuration
 * @param sets overrides by key, in the order given
 */
record PlainRun(Path file, Map<String, String> sets) {
    private static final String DEFAULT_FILE = "config/sluice.conf";

    /** What is asked for; null for every command line that is another command, help, or wrong. */
    static @Nullable PlainRun of(String... arguments) {
        if (arguments.length % 2 == 0 || !arguments[0].equals("run")) {
            return null;
        }
        String file = null;
        final Map<String, String> sets = new LinkedHashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            final String value = arguments[i + 1];
            final int equals = value.indexOf('=');
            if (value.isEmpty() || "-@\"'".indexOf(value.charAt(0)) >= 0) {
                return null;
            }
            if (arguments[i].equals("--config") && file == null) {
                file = value;
            } else if (arguments[i].equals("--set") && equals > 0) {
                sets.put(value.substring(0, equals), value.substring(equals + 1));
            } else {
                return null;
            }
        }
        return new PlainRun(Path.of(file == null ? DEFAULT_FILE : file), sets);
    }
}

package io.sluice.server.cli;

import io.sluice.core.config.ConfigLoader;
import io.sluice.core.config.GatewayConfig;
import io.sluice.core.config.LoadResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which configuration a command works on. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration; default: ${DEFAULT-VALUE}",
            defaultValue = "config/sluice.conf")
    private Path file = Path.of("config/sluice.conf");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "overrides one key of the configuration; may be repeated")
    private Map<String, String> sets = new LinkedHashMap<>();

    Path file() {
        return file;
    }

    /** Loads again, as at the start: for a reload. */
    LoadResult read() {
        return ConfigLoader.load(file, sets, System.getenv());
    }

    /** Loads, and prints warnings, or every fault; null when there are any. */
    @Nullable
    GatewayConfig load(PrintWriter err) {
        return Serving.loaded(read(), err);
    }
}

package io.sluice.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads texts over the reference that the server's jar carries. */
final class Configs {
    static final Path REFERENCE = Path.of("../gateway-server/src/main/resources/reference.conf");
    static final String NAME = "test.conf";

    private Configs() {}

    static Config reference() {
        return ConfigFactory.parseFile(
                REFERENCE.toFile(),
                ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(Place.REFERENCE));
    }

    static LoadResult load(String text, Map<String, String> sets, Map<String, String> environment) {
        return ConfigLoader.load(reference(), Path.of(NAME), text, sets, environment);
    }

    static LoadResult load(Path file) {
        return ConfigLoader.load(reference(), file, null, Map.of(), Map.of());
    }

    static LoadResult.Loaded loaded(String text, Map<String, String> sets, Map<String, String> environment) {
        return switch (load(text, sets, environment)) {
            case LoadResult.Loaded loaded -> loaded;
            case LoadResult.Rejected rejected -> throw new AssertionError("rejected: " + rejected.faults());
        };
    }

    static GatewayConfig valid(String text) {
        return loaded(text, Map.of(), Map.of()).config();
    }

    static List<String> faults(String text) {
        return faults(load(text, Map.of(), Map.of()));
    }

    static List<String> faults(LoadResult result) {
        return switch (result) {
            case LoadResult.Loaded _ -> List.of();
            case LoadResult.Rejected rejected ->
                rejected.faults().stream().map(ConfigFault::toString).toList();
        };
    }

    static List<String> warnings(String text) {
        return loaded(text, Map.of(), Map.of()).warnings().stream()
                .map(ConfigFault::toString)
                .toList();
    }
}

package io.sluice.core.config;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects faults and warnings, each with its place; never stops at the first. */
final class Problems {
    private static final Comparator<ConfigFault> IN_ORDER =
            Comparator.comparing(ConfigFault::file).thenComparingInt(ConfigFault::line);

    private final Places places;
    private final List<ConfigFault> faults = new ArrayList<>();
    private final List<ConfigFault> warnings = new ArrayList<>();
    // A default that many entries share is blamed once.
    private final Set<ConfigValue> blamed = Collections.newSetFromMap(new IdentityHashMap<>());

    Problems(Places places) {
        this.places = places;
    }

    Places places() {
        return places;
    }

    void fault(String key, String reason) {
        add(faults, key, null, reason);
    }

    void fault(String key, ConfigValue value, String reason) {
        if (blamed.add(value)) {
            add(faults, key, value, reason);
        }
    }

    void fault(Place place, String key, String reason) {
        faults.add(new ConfigFault(place.file(), place.line(), key, reason));
    }

    void warn(String key, String reason) {
        add(warnings, key, null, reason);
    }

    private void add(List<ConfigFault> list, String key, @Nullable ConfigValue value, String reason) {
        final Place place = places.of(key, value);
        list.add(new ConfigFault(place.file(), place.line(), key, reason));
    }

    boolean isClean() {
        return faults.isEmpty();
    }

    List<ConfigFault> faults() {
        return faults.stream().sorted(IN_ORDER).toList();
    }

    List<ConfigFault> warnings() {
        return warnings.stream().sorted(IN_ORDER).toList();
    }
}

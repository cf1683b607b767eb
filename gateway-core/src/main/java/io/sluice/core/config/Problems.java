package io.sluice.core.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
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

    // Shorter text is no secret, and would be found by chance.
    private static final int LEAST_SECRET = 8;
    private static final String NOT_SHOWN = "(value not shown, it comes from the environment or a reference)";

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
        if (blamed.add(value) || places.isWritten(key)) {
            add(faults, key, value, discreet(key, value, reason));
        }
    }

    /** A fault whose reason shows the text found at the key. */
    void faultShowing(String text, String key, String reason) {
        fault(key, places.referencesUnder(key).isEmpty() ? reason : without(text, reason));
    }

    /** The reason without text that comes from elsewhere: a secret may have been put in the wrong place. */
    private String discreet(String key, ConfigValue value, String reason) {
        final boolean elsewhere = Place.of(value.origin()).file().equals(Place.ENVIRONMENT)
                || !places.referencesUnder(key).isEmpty();
        return elsewhere && Values.isResolved(value) && value.valueType() == ConfigValueType.STRING
                ? without(Values.text(value), reason)
                : reason;
    }

    private static String without(String text, String reason) {
        return text.length() < LEAST_SECRET
                ? reason
                : reason.replace(Texts.quoted(text), NOT_SHOWN).replace(text, NOT_SHOWN);
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

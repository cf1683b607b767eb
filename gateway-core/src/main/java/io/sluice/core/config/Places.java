package io.sluice.core.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where each key was written by the user, before substitutions replaced references by what they refer to. */
final class Places {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\??([^}]+)}");

    private final Place whole;
    private final Map<String, Place> byKey = new HashMap<>();
    private final Map<String, List<String>> referencesByKey = new HashMap<>();

    Places(Place whole) {
        this.whole = whole;
    }

    /** Notes everything in the tree; what was noted before under the same key is replaced. */
    void note(String path, ConfigValue value) {
        if (!path.isEmpty()) {
            byKey.put(path, Place.of(value.origin()));
        }
        if (!Values.isResolved(value)) {
            referencesByKey.put(path, references(value));
        } else if (value instanceof ConfigObject object) {
            object.forEach((name, child) -> note(Keys.child(path, name), child));
        } else if (value instanceof ConfigList list) {
            for (int i = 0; i < list.size(); i++) {
                note(Keys.item(path, i), list.get(i));
            }
        }
    }

    /** Names a still unresolved value refers to. */
    static List<String> references(ConfigValue value) {
        return REFERENCE
                .matcher(value.render(ConfigRenderOptions.concise()))
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }

    /** Names the user's text at this key, or at one inside it, refers to; empty when there are only plain values. */
    List<String> referencesUnder(String key) {
        return referencesByKey.entrySet().stream()
                .filter(entry -> entry.getKey().equals(key) || entry.getKey().startsWith(key + "["))
                .flatMap(entry -> entry.getValue().stream())
                .distinct()
                .sorted()
                .toList();
    }

    List<String> keysWithReferences() {
        return referencesByKey.keySet().stream().sorted().toList();
    }

    /** Whether the user wrote this very key. */
    boolean isWritten(String key) {
        return byKey.containsKey(key);
    }

    Place of(String key, @Nullable ConfigValue value) {
        final Place exact = byKey.get(key);
        if (exact != null) {
            return exact;
        }
        if (value != null && Place.of(value.origin()).isWritten()) {
            return Place.of(value.origin());
        }
        for (String path = Keys.parent(key); !path.isEmpty(); path = Keys.parent(path)) {
            final Place around = byKey.get(path);
            if (around != null) {
                return around;
            }
        }
        return whole;
    }
}

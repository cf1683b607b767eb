package io.sluice.core.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers for the names that label series (models, channels), given once and kept over reloads. Names come from the
 * configuration alone, so their count is bounded by it. Cold; any thread.
 */
public final class SeriesNames {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /** The name's number; a new name gets the next. */
    public synchronized int numberOf(String name) {
        final Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        final int number = names.size();
        names.add(name);
        numbers.put(name, number);
        return number;
    }

    /** The name with that number. */
    public synchronized String nameOf(int number) {
        return names.get(number);
    }

    public synchronized int size() {
        return names.size();
    }
}

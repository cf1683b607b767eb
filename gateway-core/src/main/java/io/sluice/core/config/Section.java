package io.sluice.core.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object of the config, strictly: what it's asked for must be of the right kind, and what it's never asked for is unknown. A fault
 * is noted and a stand-in returned, so that reading goes on to the next one.
 */
final class Section {
    /** Turns a value into what it means, or throws {@link BadValueException}. */
    interface Meaning<T> {
        T of(ConfigValue value);
    }

    private static final ConfigList NO_ITEMS = ConfigValueFactory.fromIterable(List.of());

    private final String path;
    private final ConfigObject object;
    private final Problems problems;
    private final boolean template;
    private final Set<String> asked = new LinkedHashSet<>();

    Section(String path, ConfigObject object, Problems problems) {
        this(path, object, problems, false);
    }

    private Section(String path, ConfigObject object, Problems problems, boolean template) {
        this.path = path;
        this.object = object;
        this.problems = problems;
        this.template = template;
    }

    /** The same, read as defaults of entries to come: nothing has to be set, and nothing is warned of. */
    Section asTemplate() {
        return new Section(path, object, problems, true);
    }

    /** The same, its missing keys taken from there. */
    Section over(ConfigObject defaults) {
        return new Section(path, object.withFallback(defaults), problems, template);
    }

    void warn(String name, String reason) {
        if (!template) {
            problems.warn(name.isEmpty() ? path : key(name), reason);
        }
    }

    String path() {
        return path;
    }

    String key(String name) {
        return Keys.child(path, name);
    }

    ConfigObject object() {
        return object;
    }

    Problems problems() {
        return problems;
    }

    Set<String> names() {
        return new TreeSet<>(object.keySet());
    }

    /** Whether something other than null is there. Also counts as asked for. */
    boolean has(String name) {
        return value(name) != null;
    }

    private @Nullable ConfigValue value(String name) {
        asked.add(name);
        final ConfigValue value = object.get(name);
        if (value == null || (Values.isResolved(value) && value.valueType() == ConfigValueType.NULL)) {
            return null;
        }
        return value;
    }

    /** What stands at the key; the stand-in when it's missing or wrong, which is a fault. */
    <T> T read(String name, T standIn, Meaning<T> meaning) {
        final ConfigValue value = value(name);
        if (value == null) {
            if (!template) {
                problems.fault(key(name), "must be set");
            }
            return standIn;
        }
        return meaningOf(key(name), value, standIn, meaning);
    }

    /** What stands at the key; null when nothing or null does. A wrong value is a fault. */
    <T> @Nullable T readOrNull(String name, Meaning<T> meaning) {
        final ConfigValue value = value(name);
        return value == null ? null : meaningOf(key(name), value, null, meaning);
    }

    private <T extends @Nullable Object> T meaningOf(
            String key, ConfigValue value, T standIn, Meaning<? extends T> meaning) {
        try {
            return meaning.of(resolved(value));
        } catch (BadValueException e) {
            problems.fault(key, value, e.reason());
            return standIn;
        }
    }

    private static ConfigValue resolved(ConfigValue value) {
        if (!Values.isResolved(value)) {
            throw new BadValueException("needs "
                    + Places.references(value).stream()
                            .map(name -> "${" + name + "}")
                            .collect(Collectors.joining(" and "))
                    + ", which neither the file nor the environment sets");
        }
        return value;
    }

    /** Items of the list at the key, wrong ones left out. */
    <T> List<T> readList(String name, Meaning<T> meaning) {
        final List<T> items = new ArrayList<>();
        forEachItem(name, (key, value) -> {
            final T item = meaningOf(key, value, null, meaning);
            if (item != null) {
                items.add(item);
            }
        });
        return items;
    }

    /** Calls with the full name and the value of each item of the list at the key. */
    void forEachItem(String name, BiConsumer<String, ConfigValue> action) {
        final ConfigList list = read(name, NO_ITEMS, Meanings::list);
        for (int i = 0; i < list.size(); i++) {
            action.accept(Keys.item(key(name), i), list.get(i));
        }
    }

    /** The object at the key; an empty one, and a fault, when there is none. */
    Section section(String name) {
        final ConfigObject empty = ConfigFactory.empty().root();
        final ConfigValue value = object.get(name);
        asked.add(name);
        if (value == null) {
            if (!template) {
                problems.fault(key(name), "must be set");
            }
            return new Section(key(name), empty, problems, true);
        }
        return section(key(name), value, empty);
    }

    /** The value as a section, its missing keys taken from {@code defaults}. */
    Section section(String key, ConfigValue value, ConfigObject defaults) {
        final ConfigObject found = meaningOf(key, value, null, Meanings::object);
        return found == null
                ? new Section(key, defaults, problems, true)
                : new Section(key, found.withFallback(defaults), problems, template);
    }

    /** Whether {@link #section} would find an object at the key. */
    boolean isObject(String name) {
        return object.get(name) instanceof ConfigObject inner && Values.isResolved(inner);
    }

    /** Counts the key as asked for: somebody else judges it. */
    void ignore(String name) {
        asked.add(name);
    }

    /** To be called when everything was asked for: what is left is unknown. */
    void close() {
        for (String name : names()) {
            if (!asked.contains(name)) {
                problems.fault(key(name), Objects.requireNonNull(object.get(name)), unknown(name));
            }
        }
    }

    private String unknown(String name) {
        final String near = Nearest.to(name, asked);
        return near == null
                ? "unknown key; known here: " + String.join(", ", asked)
                : "unknown key; did you mean " + Texts.quoted(near) + "?";
    }
}

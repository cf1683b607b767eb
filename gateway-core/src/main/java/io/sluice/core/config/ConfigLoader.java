package io.sluice.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recipe: turns a config file, overrides and an environment into a {@link GatewayConfig}, or into every reason why not. Cold path, any thread. */
public final class ConfigLoader {
    private static final String ROOT = "sluice";

    private final ConfigObject reference;
    private final Map<String, String> environment;
    private final List<ConfigFault> early = new ArrayList<>();
    private final Places places;

    private ConfigLoader(ConfigObject reference, Path file, Map<String, String> environment) {
        this.reference = reference;
        this.environment = environment;
        this.places = new Places(new Place(file.toString(), 0));
    }

    /**
     * Loads a file over the {@code reference.conf} of the class path.
     *
     * @param sets overrides by full key, as given on the command line: {@code sluice.listen.port} or {@code listen.port}; the last one wins
     * @param environment what {@code ${?NAME}} is looked up in when the file doesn't define it
     */
    public static LoadResult load(Path file, Map<String, String> sets, Map<String, String> environment) {
        return load(reference(), file, null, sets, environment);
    }

    /**
     * Loads a text over the {@code reference.conf} of the class path.
     *
     * @param name what faults call the text, and what its includes are relative to
     */
    public static LoadResult parse(
            String name, String text, Map<String, String> sets, Map<String, String> environment) {
        return load(reference(), Path.of(name), text, sets, environment);
    }

    /** As the public ones; reads the file when there is no text. */
    static LoadResult load(
            Config reference,
            Path file,
            @Nullable String text,
            Map<String, String> sets,
            Map<String, String> environment) {
        return new ConfigLoader(reference.root(), file, environment).load(file, text, sets);
    }

    private static Config reference() {
        final ClassLoader loader = ConfigLoader.class.getClassLoader();
        return ConfigFactory.parseResources(
                loader,
                Place.REFERENCE,
                ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(Place.REFERENCE));
    }

    private LoadResult load(Path file, @Nullable String text, Map<String, String> sets) {
        final Includes includes = new Includes(early::add);
        final ConfigObject written = text == null ? includes.parse(file) : includes.parse(file, text);
        places.note("", written);
        final ConfigObject asked = withSets(written, sets, includes);
        final ConfigObject merged = early.isEmpty() ? resolve(asked.withFallback(reference)) : reference;
        if (!early.isEmpty()) {
            return new LoadResult.Rejected(early);
        }
        final Problems problems = new Problems(places);
        for (String root : asked.keySet()) {
            if (!root.equals(ROOT)) {
                problems.fault(Keys.child("", root), unknownRoot(root));
            }
        }
        final GatewayConfig config = read(merged, problems);
        return problems.isClean()
                ? new LoadResult.Loaded(config, problems.warnings())
                : new LoadResult.Rejected(problems.faults());
    }

    private GatewayConfig read(ConfigObject merged, Problems problems) {
        final Section top = new Section("", merged, problems);
        final GatewayConfig config = new GatewayReader(top.section(ROOT)).read();
        final CrossChecks checks = new CrossChecks(config, problems);
        checks.check();
        if (problems.isClean()) {
            checks.warn();
        }
        return config;
    }

    private String unknownRoot(String name) {
        final Set<String> known = reference.toConfig().getObject(ROOT).keySet();
        if (known.contains(name)) {
            return "unknown key; did you mean " + Texts.quoted(ROOT + "." + name) + "?";
        }
        final String near = Nearest.to(name, List.of(ROOT));
        return near == null
                ? "unknown key; all keys are inside of " + ROOT + " { … }"
                : "unknown key; did you mean " + Texts.quoted(near) + "?";
    }

    private ConfigObject withSets(ConfigObject written, Map<String, String> sets, Includes includes) {
        ConfigObject merged = written;
        for (Map.Entry<String, String> set : sets.entrySet()) {
            try {
                final List<String> names = names(set.getKey());
                final ConfigValue value = setValue(set.getValue(), includes);
                merged = value.atPath(ConfigUtil.joinPath(names)).root().withFallback(merged);
                places.note(names.stream().reduce("", Keys::child), value);
            } catch (ConfigException e) {
                early.add(new ConfigFault(
                        Place.SET,
                        0,
                        Texts.quoted(set.getKey()),
                        "must be KEY=VALUE with a key such as sluice.listen.port"));
            }
        }
        return merged;
    }

    private static List<String> names(String key) {
        final List<String> names = new ArrayList<>(ConfigUtil.splitPath(key));
        if (!names.getFirst().equals(ROOT)) {
            names.addFirst(ROOT);
        }
        return names;
    }

    /** Lists, objects and quoted text are HOCON; anything else is text as it stands, whatever signs it holds. */
    private static ConfigValue setValue(String text, Includes includes) {
        final ConfigValue plain = ConfigValueFactory.fromAnyRef(text.equals("null") ? null : text, Place.SET);
        if (text.startsWith("[") || text.startsWith("{") || text.startsWith("\"")) {
            return includes.parse(Path.of(Place.SET), "value = " + text).getOrDefault("value", plain);
        }
        return plain;
    }

    private ConfigObject resolve(ConfigObject merged) {
        final Map<String, String> variables = new HashMap<>(environment);
        variables.remove(ROOT);
        final ConfigObject surroundings = ConfigValueFactory.fromMap(variables, Place.ENVIRONMENT);
        final ConfigResolveOptions options = ConfigResolveOptions.noSystem().setAllowUnresolved(true);
        try {
            return merged.withFallback(surroundings)
                    .toConfig()
                    .resolve(options)
                    .withOnlyPath(ROOT)
                    .root();
        } catch (ConfigException e) {
            early.add(unresolvable(e));
        } catch (StackOverflowError e) {
            early.add(new ConfigFault(places.of("", null).file(), 0, "", "is nested too deeply"));
        }
        return merged;
    }

    /** What was put in place of a reference has no place in the file: then all that have one are named. */
    private ConfigFault unresolvable(ConfigException e) {
        final ConfigOrigin origin = e.origin();
        final Place place = origin == null ? places.of("", null) : Place.of(origin);
        final String reason = SyntaxFaults.unresolvable(e);
        if (place.isWritten()) {
            return new ConfigFault(place.file(), place.line(), "", reason);
        }
        return new ConfigFault(
                places.of("", null).file(),
                0,
                "",
                reason + " (keys with references: " + String.join(", ", places.keysWithReferences()) + ")");
    }
}

package io.sluice.core.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads models, their routes and prices. */
final class ModelReader {
    private static final BigDecimal FREE = BigDecimal.ZERO;

    private final Section sluice;
    private final Problems problems;
    private final ConfigObject modelDefaults;
    private final ConfigObject routeDefaults;

    ModelReader(Section sluice, Section modelDefaults, Section routeDefaults) {
        this.sluice = sluice;
        this.problems = sluice.problems();
        this.modelDefaults = modelDefaults.object();
        this.routeDefaults = routeDefaults.object();
        route(routeDefaults.asTemplate());
        read("*", modelDefaults.asTemplate());
    }

    List<ModelConfig> readAll() {
        final Section all = sluice.section("models");
        final List<ModelConfig> models = new ArrayList<>();
        for (String pattern : all.names()) {
            final String key = all.key(pattern);
            final ConfigValue value = Objects.requireNonNull(all.object().get(pattern));

            try {
                Texts.glob(pattern, Texts.MAX_MODEL_BYTES);
            } catch (BadValueException e) {
                problems.fault(key, "its name " + e.reason());
            }
            final Section model = all.section(key, value, modelDefaults);
            final int torn = refuseTornNames(pattern, model);
            if (torn == 0 || !(value instanceof ConfigObject object) || object.size() > torn) {
                models.add(read(pattern, model));
            }
        }
        return models;
    }

    /** Tells of models whose names an unquoted dot has torn apart; returns how many. */
    private int refuseTornNames(String pattern, Section model) {
        int torn = 0;
        for (String name : model.names()) {
            final String joined = modelDefaults.containsKey(name)
                    ? null
                    : joinedName(
                            pattern + "." + name,
                            Objects.requireNonNull(model.object().get(name)));
            if (joined != null) {
                problems.fault(model.key(name), "a name with a dot needs quotes: " + Texts.quoted(joined));
                model.ignore(name);
                torn++;
            }
        }
        return torn;
    }

    /** The whole name when routes are found under it, or under further parts of it; else null. */
    private static @Nullable String joinedName(String name, ConfigValue value) {
        if (!(value instanceof ConfigObject object) || !Values.isResolved(object)) {
            return null;
        }
        if (object.containsKey("routes")) {
            return name;
        }
        for (Map.Entry<String, ConfigValue> child : object.entrySet()) {
            final String joined = joinedName(name + "." + child.getKey(), child.getValue());
            if (joined != null) {
                return joined;
            }
        }
        return null;
    }

    private ModelConfig read(String pattern, Section model) {
        final List<RouteConfig> routes = new ArrayList<>();
        model.forEachItem("routes", (key, value) -> routes.add(route(model.section(key, value, routeDefaults))));
        final PriceConfig price = price(model.section("price"));
        final Section timeouts = model.section("timeouts");
        final UpstreamTimeouts read = Blocks.upstreamTimeouts(timeouts, false);
        timeouts.close();
        final ModelConfig config = new ModelConfig(
                pattern,
                routes,
                price,
                model.readList("fallbacks", Meanings.text(Texts::model)),
                Blocks.rate(model.section("rate")),
                read.equals(UpstreamTimeouts.NONE) ? null : read);
        model.close();
        if (price == null) {
            model.warn("", "no price: calls are recorded with a cost of 0");
        }
        return config;
    }

    private RouteConfig route(Section route) {
        final RouteConfig read = new RouteConfig(
                route.read("channel", "", Meanings::text),
                route.read("weight", 1L, Meanings.whole(0, 1_000_000)).intValue(),
                route.read("priority", 0L, Meanings.whole(0, 100)).intValue(),
                route.readOrNull("model", Meanings.text(Texts::model)),
                TranslateKeys.read(route.section("translate")));
        route.close();
        return read;
    }

    private @Nullable PriceConfig price(Section price) {
        final BigDecimal cachedInput = price.readOrNull("cached-input", Meanings::price);
        final BigDecimal cacheWrite = price.readOrNull("cache-write", Meanings::price);
        final BigDecimal reasoning = price.readOrNull("reasoning", Meanings::price);
        final boolean any = price.has("input")
                || price.has("output")
                || cachedInput != null
                || cacheWrite != null
                || reasoning != null;
        if (!any) {
            price.close();
            return null;
        }
        final BigDecimal input = price.read("input", FREE, Meanings::price);
        final BigDecimal output = price.read("output", FREE, Meanings::price);
        price.close();
        return new PriceConfig(
                input,
                cachedInput == null ? input : cachedInput,
                cacheWrite == null ? input : cacheWrite,
                output,
                reasoning == null ? output : reasoning);
    }
}

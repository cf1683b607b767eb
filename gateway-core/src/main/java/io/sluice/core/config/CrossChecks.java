package io.sluice.core.config;

import io.sluice.core.pattern.Glob;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks what one key alone can't tell: what refers to what, and what contradicts what. */
final class CrossChecks {
    /** Dialects that no client speaks and nothing is translated to. */
    private static final Set<String> UNTRANSLATED = Set.of("bedrock", "cohere");

    private static final String MODELS = "sluice.models";

    private final GatewayConfig config;
    private final Problems problems;
    private final Set<String> reportedCycles = new HashSet<>();

    CrossChecks(GatewayConfig config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    /** Faults. To be called whether or not there are others already. */
    void check() {
        checkListeners();
        for (ModelConfig model : config.models()) {
            checkChannels(model);
            checkFallbacks(model);
        }
    }

    private void checkListeners() {
        final String host = config.listen().host();
        if (config.auth() == AuthMode.OPEN && !IpLiteral.isLoopback(host)) {
            problems.fault("sluice.auth.mode", "must be keys unless sluice.listen.host is a loopback address, is open");
        }
        if (config.admin().token() == null
                && !IpLiteral.isLoopback(config.admin().host())) {
            problems.faultShowing(
                    config.admin().host(),
                    "sluice.admin.host",
                    "must be a loopback address unless sluice.admin.token is set, is "
                            + Texts.quoted(config.admin().host()));
        }
        final boolean samePort = config.listen().port() != 0
                && config.listen().port() == config.admin().port();
        if (samePort && host.equals(config.admin().host())) {
            problems.fault(
                    "sluice.admin.port",
                    "must differ from sluice.listen.port, is " + config.admin().port() + " too");
        }
    }

    private void checkChannels(ModelConfig model) {
        final List<String> names =
                config.channels().stream().map(ChannelConfig::name).toList();
        for (int i = 0; i < model.routes().size(); i++) {
            final String channel = model.routes().get(i).channel();
            if (!channel.isEmpty() && !names.contains(channel)) {
                final String near = Nearest.to(channel, names);
                problems.faultShowing(
                        channel,
                        Keys.item(key(model) + ".routes", i) + ".channel",
                        "unknown channel " + Texts.quoted(channel)
                                + (near == null ? "" : "; did you mean " + Texts.quoted(near) + "?"));
            }
        }
    }

    private void checkFallbacks(ModelConfig model) {
        for (int i = 0; i < model.fallbacks().size(); i++) {
            final String name = model.fallbacks().get(i);
            if (modelFor(name) == null) {
                final String near = Nearest.to(
                        name,
                        config.models().stream()
                                .map(ModelConfig::pattern)
                                .filter(pattern -> !pattern.equals(model.pattern()))
                                .toList());
                problems.faultShowing(
                        name,
                        Keys.item(key(model) + ".fallbacks", i),
                        "unknown model " + Texts.quoted(name)
                                + (near == null ? "" : "; did you mean " + Texts.quoted(near) + "?"));
            }
        }
        final Deque<ModelConfig> way = new ArrayDeque<>();
        way.add(model);
        findCycle(way, new HashSet<>());
    }

    /** Follows fallbacks until they lead back to where the way began. */
    private void findCycle(Deque<ModelConfig> way, Set<String> seen) {
        for (String name : way.getLast().fallbacks()) {
            final ModelConfig next = modelFor(name);
            if (next != null && next.pattern().equals(way.getFirst().pattern())) {
                reportCycle(way);
                return;
            }
            if (next != null && seen.add(next.pattern())) {
                way.addLast(next);
                findCycle(way, seen);
                way.removeLast();
            }
        }
    }

    private void reportCycle(Deque<ModelConfig> way) {
        final List<String> names = way.stream().map(ModelConfig::pattern).toList();
        if (reportedCycles.add(new TreeSet<>(names).toString())) {
            problems.fault(
                    key(way.getFirst()) + ".fallbacks",
                    "must not lead back: " + String.join(" -> ", names) + " -> " + names.getFirst());
        }
    }

    /** The entry that serves a name: the exact one, else the longest glob that matches. */
    private @Nullable ModelConfig modelFor(String name) {
        ModelConfig best = null;
        for (ModelConfig model : config.models()) {
            if (model.pattern().equals(name)) {
                return model;
            }
            final boolean longer =
                    best == null || model.pattern().length() > best.pattern().length();
            if (longer && model.isGlob() && Glob.of(model.pattern()).matches(name)) {
                best = model;
            }
        }
        return best;
    }

    private static String key(ModelConfig model) {
        return Keys.child(MODELS, model.pattern());
    }

    /** Warnings. To be called on a config without faults. */
    void warn() {
        config.models().forEach(this::warnOfRoutes);
        config.keys().forEach(this::warnOfModels);
        if (config.auth() == AuthMode.KEYS && config.keys().isEmpty()) {
            problems.warn("sluice.keys", "no key is configured: every request will be refused");
        }
    }

    private void warnOfRoutes(ModelConfig model) {
        boolean usable = false;
        for (int i = 0; i < model.routes().size(); i++) {
            final ChannelConfig channel = config.channel(model.routes().get(i).channel());
            if (channel == null || !channel.enabled()) {
                continue;
            }
            usable = true;
            if (UNTRANSLATED.contains(channel.dialect())) {
                problems.warn(
                        Keys.item(key(model) + ".routes", i),
                        "nothing is translated to " + channel.dialect() + " yet: the channel "
                                + Texts.quoted(channel.name()) + " will get no request");
            }
        }
        if (!usable) {
            problems.warn(key(model), "none of its routes has a usable channel: every request for it will be refused");
        }
    }

    private void warnOfModels(KeyConfig key) {
        final boolean any = config.models().stream()
                .anyMatch(model -> key.models().stream().anyMatch(allowed -> mayOverlap(allowed, model)));
        if (!any) {
            problems.warn(
                    Keys.item("sluice.keys", config.keys().indexOf(key)) + ".models",
                    "the key " + Texts.quoted(key.id()) + " may use none of the configured models");
        }
    }

    private static boolean mayOverlap(String allowed, ModelConfig model) {
        if (!model.isGlob()) {
            return Glob.of(allowed).matches(model.pattern());
        }
        // Two globs: certain only when their fixed beginnings differ.
        final int fixed = Math.min(fixedLength(allowed), fixedLength(model.pattern()));
        return allowed.regionMatches(0, model.pattern(), 0, fixed);
    }

    private static int fixedLength(String pattern) {
        final int star = pattern.indexOf('*');
        return star < 0 ? pattern.length() : star;
    }
}

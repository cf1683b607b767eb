package io.sluice.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads callers' keys and the apps they belong to. */
final class KeyReader {
    private final Section sluice;
    private final Problems problems;

    KeyReader(Section sluice) {
        this.sluice = sluice;
        this.problems = sluice.problems();
    }

    List<KeyConfig> readKeys(Section defaults) {
        read(defaults.asTemplate());
        final List<KeyConfig> keys = new ArrayList<>();
        final Map<String, String> keyById = new HashMap<>();
        final Map<String, String> keyByDigest = new HashMap<>();
        sluice.forEachItem("keys", (path, value) -> {
            final Section section = sluice.section(path, value, defaults.object());
            final KeyConfig key = read(section);
            keys.add(key);
            refuseTwice(section.key("id"), key.id(), keyById, "the id");
            refuseTwice(section.key("sha256"), key.sha256(), keyByDigest, "the digest");
        });
        return keys;
    }

    private void refuseTwice(String path, String text, Map<String, String> seen, String what) {
        final String first = text.isEmpty() ? null : seen.putIfAbsent(text, path);
        if (first != null) {
            problems.fault(path, "must be unique, is " + what + " of " + Keys.parent(first) + " too");
        }
    }

    private KeyConfig read(Section key) {
        final KeyConfig read = new KeyConfig(
                key.read("id", "", Meanings.text(Texts::name)),
                key.read("sha256", "", Meanings.text(Texts::sha256)),
                key.read("app", "", Meanings.text(Texts::name)),
                key.readOrNull("user", Meanings.text(Texts::name)),
                key.readList("models", Meanings.text(text -> Texts.glob(text, Texts.MAX_MODEL_BYTES))),
                key.readList("endpoints", Meanings.text(text -> Texts.glob(text, Texts.MAX_MODEL_BYTES))),
                key.readList("addresses", value -> Texts.addressRange(Meanings.text(value))),
                key.readOrNull("expires", value -> Texts.instant(Meanings.text(value))),
                key.read("enabled", true, Meanings::flag),
                Blocks.rate(key.section("rate")));
        key.close();
        return read;
    }

    List<AppConfig> readApps(Section defaults) {
        readApp("", defaults.asTemplate());
        final Section all = sluice.section("apps");
        final List<AppConfig> apps = new ArrayList<>();
        for (String name : all.names()) {
            final String key = all.key(name);
            try {
                Texts.name(name);
            } catch (BadValueException e) {
                problems.fault(key, "its name " + e.reason());
            }
            apps.add(readApp(
                    name, all.section(key, Objects.requireNonNull(all.object().get(name)), defaults.object())));
        }
        return apps;
    }

    private static AppConfig readApp(String name, Section app) {
        final AppConfig read = new AppConfig(name, Blocks.rate(app.section("rate")));
        app.close();
        return read;
    }
}

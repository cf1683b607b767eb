package io.sluice.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The settings of the translation between dialects: names and values are checked here, what they mean is the translation's affair. */
final class TranslateKeys {
    private static final Map<String, Section.Meaning<?>> KEYS = keys();

    private static final Section.Meaning<String> EFFORT =
            Meanings.choice("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private TranslateKeys() {}

    private static Map<String, Section.Meaning<?>> keys() {
        final Map<String, Section.Meaning<?>> keys = new LinkedHashMap<>();
        keys.put("on-unsupported", Meanings.choice("drop", "reject"));
        keys.put("default-max-tokens", Meanings.whole(1, 10_000_000));
        keys.put("anthropic-version", Meanings.text(Texts::date));
        keys.put("sampling", Meanings.choice("keep", "drop"));
        keys.put("thinking", Meanings.choice("auto", "adaptive", "budget", "level", "none"));
        keys.put("system-turns", Meanings.choice("hoist", "inline"));
        keys.put("schema", Meanings.choice("json-schema", "openapi"));
        keys.put("function-ids", Meanings::flag);
        keys.put("remote-media", Meanings.choice("fetch", "uri", "reject"));
        keys.put("max-tokens-field", Meanings.choice("max_completion_tokens", "max_tokens"));
        keys.put("developer-role", Meanings::flag);
        keys.put("cache-breakpoints", Meanings::flag);
        keys.put("content-parts", Meanings::flag);
        keys.put("reasoning-summary", Meanings.choice("asked", "auto", "concise", "detailed", "none"));
        keys.put("tool-plan", Meanings.choice("text", "reasoning", "drop"));
        keys.put("extra-fields", Meanings.choice("by-model", "anthropic", "nova", "openai", "none"));
        keys.put("region", Meanings.text(Texts::channelName));
        keys.put("responses", Meanings.choice("relay", "chat"));
        keys.put("sign", Meanings.choice("sigv4", "bearer"));
        return keys;
    }

    /** What is set in the section, by key. */
    static Map<String, Object> read(Section section) {
        final Map<String, Object> values = new TreeMap<>();
        KEYS.forEach((name, meaning) -> {
            final Object value = section.readOrNull(name, meaning);
            if (value != null) {
                values.put(name, value);
            }
        });
        if (section.has("effort-values")) {
            values.put("effort-values", efforts(section));
        }
        section.close();
        return values;
    }

    private static List<String> efforts(Section section) {
        final List<String> efforts = section.readList("effort-values", EFFORT);
        if (efforts.isEmpty()) {
            section.problems().fault(section.key("effort-values"), "must name at least one effort");
        }
        return List.copyOf(efforts);
    }
}

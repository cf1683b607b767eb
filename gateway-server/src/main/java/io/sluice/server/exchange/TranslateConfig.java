package io.sluice.server.exchange;

import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.TranslateSettings.CacheBreakpoints;
import io.sluice.codec.dialect.neutral.TranslateSettings.ReasoningSummary;
import io.sluice.codec.dialect.neutral.TranslateSettings.RemoteMedia;
import io.sluice.codec.dialect.neutral.TranslateSettings.ThinkingForm;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a channel's and a route's {@code translate { … }} mean, the route's winning. Cold. */
final class TranslateConfig {
    private TranslateConfig() {}

    /** The settings by which requests are written for a route, values checked already where they were read. */
    static TranslateSettings settings(Map<String, Object> channel, Map<String, Object> route) {
        final Map<String, Object> set = merged(channel, route);
        final TranslateSettings unset = TranslateSettings.DEFAULT;
        final String version = (String) set.getOrDefault("anthropic-version", unset.anthropicVersion());
        return new TranslateSettings(
                is(set, "on-unsupported", "reject"),
                (Long) set.getOrDefault("default-max-tokens", unset.defaultMaxTokens()),
                version,
                set.containsKey("sampling") ? is(set, "sampling", "drop") : version.compareTo("2026-10-21") >= 0,
                constant(ThinkingForm.class, set, "thinking", unset.thinking()),
                is(set, "system-turns", "inline"),
                is(set, "schema", "openapi"),
                (Boolean) set.getOrDefault("function-ids", unset.functionIds()),
                constant(RemoteMedia.class, set, "remote-media", unset.remoteMedia()),
                is(set, "max-tokens-field", "max_tokens"),
                (Boolean) set.getOrDefault("developer-role", unset.developerRole()),
                efforts(set.get("effort-values")),
                set.get("cache-breakpoints") instanceof Boolean takes
                        ? takes ? CacheBreakpoints.YES : CacheBreakpoints.NO
                        : CacheBreakpoints.BY_DIALECT,
                (Boolean) set.getOrDefault("content-parts", unset.contentParts()),
                constant(ReasoningSummary.class, set, "reasoning-summary", unset.reasoningSummary()));
    }

    /** Whether a channel of OpenAI's dialect is sent Responses as they are; else they are translated to chat. */
    static boolean relaysResponses(Map<String, Object> channel, Map<String, Object> route) {
        return !is(merged(channel, route), "responses", "chat");
    }

    private static Map<String, Object> merged(Map<String, Object> channel, Map<String, Object> route) {
        final Map<String, Object> set = new HashMap<>(channel);
        set.putAll(route);
        return set;
    }

    private static boolean is(Map<String, Object> set, String key, String value) {
        return value.equals(set.get(key));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, Map<String, Object> set, String key, E unset) {
        return set.get(key) instanceof String word
                ? Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'))
                : unset;
    }

    private static Set<Effort> efforts(@org.jspecify.annotations.Nullable Object names) {
        final Set<Effort> efforts = EnumSet.noneOf(Effort.class);
        if (names instanceof List<?> list) {
            list.forEach(name -> efforts.add(Effort.valueOf(String.valueOf(name).toUpperCase(Locale.ROOT))));
        }
        return efforts;
    }
}

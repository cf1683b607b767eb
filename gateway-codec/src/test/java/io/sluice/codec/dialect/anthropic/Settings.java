package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.TranslateSettings.ThinkingForm;
import java.util.Set;

/** Those settings that mean something to this dialect. */
final class Settings {
    boolean reject;
    String version = TranslateSettings.DEFAULT.anthropicVersion();
    boolean dropSampling;
    ThinkingForm thinking = ThinkingForm.AUTO;
    boolean inlineSystem;
    Set<Effort> effortValues = Set.of();

    TranslateSettings made() {
        final TranslateSettings base = TranslateSettings.DEFAULT;
        return new TranslateSettings(
                reject,
                base.defaultMaxTokens(),
                version,
                dropSampling,
                thinking,
                inlineSystem,
                base.openapiSchema(),
                base.functionIds(),
                base.remoteMedia(),
                base.legacyMaxTokens(),
                base.developerRole(),
                effortValues,
                base.cacheBreakpoints(),
                base.contentParts(),
                base.reasoningSummary());
    }
}

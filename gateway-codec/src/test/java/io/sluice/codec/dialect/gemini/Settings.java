package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.TranslateSettings.RemoteMedia;
import io.sluice.codec.dialect.neutral.TranslateSettings.ThinkingForm;

/** Those settings that mean something to this dialect. */
final class Settings {
    boolean reject;
    ThinkingForm thinking = ThinkingForm.AUTO;
    boolean openapiSchema;
    boolean functionIds = true;
    RemoteMedia remoteMedia = RemoteMedia.FETCH;

    TranslateSettings made() {
        final TranslateSettings base = TranslateSettings.DEFAULT;
        return new TranslateSettings(
                reject,
                base.defaultMaxTokens(),
                base.anthropicVersion(),
                base.dropSampling(),
                thinking,
                base.inlineSystemTurns(),
                openapiSchema,
                functionIds,
                remoteMedia,
                base.legacyMaxTokens(),
                base.developerRole(),
                base.effortValues(),
                base.cacheBreakpoints(),
                base.contentParts(),
                base.reasoningSummary());
    }
}

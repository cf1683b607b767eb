package io.sluice.codec.dialect.neutral;

import java.util.Set;

/**
 * What is known of an upstream's model that its dialect alone doesn't tell: the settings {@code translate { … }} of a channel, overridden by
 * a route. Value; the names are those of the configuration.
 *
 * @param rejectUnsupported {@code on-unsupported = reject}
 * @param effortValues empty for all
 */
public record TranslateSettings(
        boolean rejectUnsupported,
        long defaultMaxTokens,
        String anthropicVersion,
        boolean dropSampling,
        ThinkingForm thinking,
        boolean inlineSystemTurns,
        boolean openapiSchema,
        boolean functionIds,
        RemoteMedia remoteMedia,
        boolean legacyMaxTokens,
        boolean developerRole,
        Set<Effort> effortValues,
        CacheBreakpoints cacheBreakpoints,
        boolean contentParts,
        ReasoningSummary reasoningSummary) {
    /** What holds where nothing is set. */
    public static final TranslateSettings DEFAULT = new TranslateSettings(
            false,
            8192,
            "2023-06-01",
            false,
            ThinkingForm.AUTO,
            false,
            false,
            true,
            RemoteMedia.FETCH,
            false,
            false,
            Set.of(),
            CacheBreakpoints.BY_DIALECT,
            true,
            ReasoningSummary.ASKED);

    public TranslateSettings {
        effortValues = Set.copyOf(effortValues);
    }

    /** How effort is written. */
    public enum ThinkingForm {
        AUTO,
        ADAPTIVE,
        BUDGET,
        LEVEL,
        NONE
    }

    /** What becomes of images behind an address, where the vendor can't fetch them. */
    public enum RemoteMedia {
        FETCH,
        URI,
        REJECT
    }

    /** Whether the upstream takes cache marks: chat doesn't, responses does, unless told otherwise. */
    public enum CacheBreakpoints {
        BY_DIALECT,
        YES,
        NO
    }

    /** What a Responses upstream is asked to tell of its reasoning. */
    public enum ReasoningSummary {
        /** {@code auto} when the client wants to see reasoning, else nothing. */
        ASKED,
        AUTO,
        CONCISE,
        DETAILED,
        NONE
    }
}

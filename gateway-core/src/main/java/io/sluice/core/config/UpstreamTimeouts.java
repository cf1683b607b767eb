package io.sluice.core.config;

import org.jspecify.annotations.Nullable;

/** Value: the upstream's side of time. A field is {@link #UNSET} only where a model or a channel leaves it to the wider setting. */
public record UpstreamTimeouts(long connectNs, long firstTokenNs, long streamIdleNs, long totalNs) {
    /** Not said here: the wider setting holds. */
    public static final long UNSET = -1;

    /** Nothing said. */
    static final UpstreamTimeouts NONE = new UpstreamTimeouts(UNSET, UNSET, UNSET, UNSET);

    /** These, with every field that {@code narrower} sets taken from there. A model's win over its channel's, which win over the gateway's. */
    public UpstreamTimeouts overriddenBy(@Nullable UpstreamTimeouts narrower) {
        if (narrower == null) {
            return this;
        }
        return new UpstreamTimeouts(
                choose(narrower.connectNs, connectNs),
                choose(narrower.firstTokenNs, firstTokenNs),
                choose(narrower.streamIdleNs, streamIdleNs),
                choose(narrower.totalNs, totalNs));
    }

    private static long choose(long narrowNs, long wideNs) {
        return narrowNs == UNSET ? wideNs : narrowNs;
    }
}

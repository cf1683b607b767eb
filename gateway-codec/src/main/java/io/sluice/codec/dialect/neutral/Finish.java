package io.sluice.codec.dialect.neutral;

/** Why a choice ended. */
public enum Finish {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER;

    /** A plain stop of a choice that called a tool of the client's is a stop for the call; nothing else is overridden. */
    public Finish given(boolean called) {
        return this == STOP && called ? TOOL_CALLS : this;
    }
}

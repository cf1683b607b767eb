package io.sluice.core.breaker;

/** What one attempt says about its upstream. */
public enum Verdict {
    SUCCESS,
    FAILURE,
    /** Says nothing: the caller's own 4xx, a client that left, an attempt that was never sent. */
    IGNORED
}

package io.sluice.core.breaker;

/** Hears of each move of a breaker exactly once, on the thread that made it; must not block. */
@FunctionalInterface
public interface TransitionListener {
    TransitionListener NONE = (from, to, nowNs) -> {};

    void moved(State from, State to, long nowNs);
}

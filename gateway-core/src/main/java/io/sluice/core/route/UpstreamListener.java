package io.sluice.core.route;

import io.sluice.core.breaker.State;

/** Hears of each move of an upstream's breaker exactly once, on the thread that made it; must not block. */
@FunctionalInterface
public interface UpstreamListener {
    UpstreamListener NONE = (upstream, from, to, nowNs) -> {};

    void moved(Upstream upstream, State from, State to, long nowNs);
}

package io.sluice.server.boot;

import io.sluice.core.breaker.State;
import io.sluice.core.route.Upstream;
import io.sluice.core.route.UpstreamListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of every move of a breaker, once: the mover alone reports it. */
final class BreakerLog implements UpstreamListener {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerLog.class);

    @Override
    public void moved(Upstream upstream, State from, State to, long nowNs) {
        if (to == State.OPEN) {
            LOG.warn(
                    "breaker of {} ({}) opened: too many of its calls fail or are slow",
                    upstream.channel(),
                    upstream.model());
        } else {
            LOG.info("breaker of {} ({}): {} > {}", upstream.channel(), upstream.model(), from, to);
        }
    }
}

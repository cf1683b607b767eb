package io.sluice.server.exchange;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of something that only he can mend, at most once a minute. Any thread. */
final class OperatorNotice {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorNotice.class);
    private static final long PAUSE_NS = 60_000_000_000L;

    private final String channel;
    private final AtomicLong nextAtNs = new AtomicLong(Long.MIN_VALUE);

    OperatorNotice(String channel) {
        this.channel = channel;
    }

    /** A vendor refuses the channel's credential, or its account. */
    void credentialRefused(int status, long nowNs) {
        final long next = nextAtNs.get();
        if (nowNs >= next && nextAtNs.compareAndSet(next, nowNs + PAUSE_NS)) {
            LOG.error(
                    "the vendor of channel {} answers {}: its credential or its account needs you; others are tried"
                            + " meanwhile",
                    channel,
                    status);
        }
    }
}

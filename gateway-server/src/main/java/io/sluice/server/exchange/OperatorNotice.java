package io.sluice.server.exchange;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of what only he can mend, each kind at most once a minute. Any thread. */
final class OperatorNotice {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorNotice.class);
    private static final long PAUSE_NS = 60_000_000_000L;

    private final String channel;
    private final AtomicLong credentialAtNs = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong unreachableAtNs = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong misbehavedAtNs = new AtomicLong(Long.MIN_VALUE);

    OperatorNotice(String channel) {
        this.channel = channel;
    }

    /** A vendor refuses the channel's credential, or its account. */
    void credentialRefused(int status, long nowNs) {
        if (isDue(credentialAtNs, nowNs)) {
            LOG.error(
                    "the vendor of channel {} answers {}: its credential or its account needs you; others are tried"
                            + " meanwhile",
                    channel,
                    status);
        }
    }

    /** No connection could be had; callers are told that much and no more. */
    void unreachable(String why, long nowNs) {
        if (isDue(unreachableAtNs, nowNs)) {
            LOG.warn("channel {} can't be reached: {}", channel, why);
        }
    }

    /** The upstream's bytes are no HTTP. */
    void misbehaved(String how, long nowNs) {
        if (isDue(misbehavedAtNs, nowNs)) {
            LOG.warn("the upstream of channel {} misbehaves: {}", channel, how);
        }
    }

    private static boolean isDue(AtomicLong nextAtNs, long nowNs) {
        final long next = nextAtNs.get();
        return nowNs >= next && nextAtNs.compareAndSet(next, nowNs + PAUSE_NS);
    }
}

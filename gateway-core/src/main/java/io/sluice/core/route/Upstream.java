package io.sluice.core.route;

import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.CircuitBreaker;
import io.sluice.core.breaker.HealthScore;
import io.sluice.core.breaker.Verdict;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The unit of health and of breaking: one credential of a channel × one upstream model (or the glob that stands for several).
 * Shared by all loops and all tables that name it; any thread may call.
 */
public final class Upstream {
    private final String channel;
    private final int credentialId;
    private final String model;
    private final CircuitBreaker breaker;
    private final HealthScore health;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean enabled =
            true; // written by the admin plane, read by each pick: stale for a moment is fine

    Upstream(
            String channel,
            int credentialId,
            String model,
            BreakerSettings breaker,
            HealthSettings health,
            UpstreamListener listener,
            long nowNs) {
        this.channel = channel;
        this.credentialId = credentialId;
        this.model = model;
        this.breaker = new CircuitBreaker(breaker, (from, to, atNs) -> listener.moved(this, from, to, atNs), nowNs);
        this.health = new HealthScore(health.floor(), health.halfLifeNs(), nowNs);
    }

    public String channel() {
        return channel;
    }

    /** Same number: same channel and same secret. Never reused while the process lives. */
    public int credentialId() {
        return credentialId;
    }

    public String model() {
        return model;
    }

    public CircuitBreaker breaker() {
        return breaker;
    }

    public HealthScore health() {
        return health;
    }

    /** Attempts that have been picked and not recorded. */
    public int inFlight() {
        return inFlight.get();
    }

    public boolean isEnabled() {
        return enabled;
    }

    void enable(boolean on) {
        enabled = on;
    }

    /** An attempt that had been recorded as a success has failed after all: a stream that broke in the middle. */
    public void recordLateFailure(long nowNs) {
        breaker.recordLateFailure(nowNs);
        health.record(false, nowNs);
    }

    void begin() {
        inFlight.incrementAndGet();
    }

    void end(int permit, Verdict verdict, long firstTokenNs, long nowNs) {
        inFlight.decrementAndGet();
        breaker.record(permit, verdict, firstTokenNs, nowNs);
        if (verdict != Verdict.IGNORED) {
            health.record(verdict == Verdict.SUCCESS, nowNs);
        }
    }

    @Override
    public String toString() {
        return channel + "#" + credentialId + "/" + model;
    }
}

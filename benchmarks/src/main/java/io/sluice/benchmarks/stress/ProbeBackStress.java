package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.CircuitBreaker;
import io.sluice.core.breaker.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The only probe says nothing and comes back, while another loop asks for one. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it came back in time and was taken")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it came too late and is free")
@Outcome(expect = FORBIDDEN, desc = "the probe was lost, or given twice")
@State
public class ProbeBackStress {
    private static final BreakerSettings SETTINGS =
            new BreakerSettings(60_000_000_000L, 60, 1, 0.5, 1.0, 1_000_000L, 1_000_000L, 1, 1_000_000L, 0);
    private static final long DUE_NS = 10_000_000L;
    private final CircuitBreaker breaker = new CircuitBreaker(SETTINGS, 0);
    private final int probe;

    public ProbeBackStress() {
        breaker.record(breaker.tryPermit(0), Verdict.FAILURE, -1, 0);
        probe = breaker.tryPermit(DUE_NS);
    }

    @Actor
    public void leaver() {
        breaker.record(probe, Verdict.IGNORED, -1, DUE_NS);
    }

    @Actor
    public void taker(ZZ_Result result) {
        result.r1 = breaker.tryPermit(DUE_NS) != CircuitBreaker.REFUSED;
    }

    @Arbiter
    public void again(ZZ_Result result) {
        result.r2 = breaker.tryPermit(DUE_NS) != CircuitBreaker.REFUSED;
    }
}

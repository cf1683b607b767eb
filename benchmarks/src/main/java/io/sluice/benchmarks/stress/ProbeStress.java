package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.CircuitBreaker;
import io.sluice.core.breaker.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The open time is over and two loops ask at once; one probe is allowed. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first caller probes")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second caller probes")
@Outcome(expect = FORBIDDEN, desc = "two probes went out, or none")
@State
public class ProbeStress {
    private static final BreakerSettings SETTINGS =
            new BreakerSettings(60_000_000_000L, 60, 1, 0.5, 1.0, 1_000_000L, 1_000_000L, 1, 1_000_000L, 0);
    private static final long DUE_NS = 10_000_000L;
    private final CircuitBreaker breaker = new CircuitBreaker(SETTINGS, 0);

    public ProbeStress() {
        breaker.record(breaker.tryPermit(0), Verdict.FAILURE, -1, 0);
    }

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = breaker.tryPermit(DUE_NS) != CircuitBreaker.REFUSED;
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = breaker.tryPermit(DUE_NS) != CircuitBreaker.REFUSED;
    }
}

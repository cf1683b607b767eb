package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.CircuitBreaker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two answers ask for silence, for different times: the longer one wins. */
@JCStressTest
@Outcome(id = "5000", expect = ACCEPTABLE, desc = "the longer hold")
@Outcome(expect = FORBIDDEN, desc = "the shorter hold won")
@State
public class HoldStress {
    private final CircuitBreaker breaker = new CircuitBreaker(BreakerSettings.DEFAULT, 0);

    @Actor
    public void shorter() {
        breaker.holdUntil(1000, 0);
    }

    @Actor
    public void longer() {
        breaker.holdUntil(5000, 0);
    }

    @Arbiter
    public void count(J_Result result) {
        result.r1 = breaker.heldForNs(0);
    }
}

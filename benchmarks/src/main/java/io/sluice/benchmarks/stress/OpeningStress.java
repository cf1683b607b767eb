package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.CircuitBreaker;
import io.sluice.core.breaker.State;
import io.sluice.core.breaker.Verdict;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two failures arrive at once, and two are enough: the breaker opens, and says so once. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "opened once")
@Outcome(expect = FORBIDDEN, desc = "an outcome was lost, or the move was reported twice")
@org.openjdk.jcstress.annotations.State
public class OpeningStress {
    private static final BreakerSettings SETTINGS =
            new BreakerSettings(60_000_000_000L, 60, 2, 0.5, 1.0, 1_000_000L, 1_000_000L, 1, 1_000_000L, 0);
    private final CircuitBreaker breaker = new CircuitBreaker(SETTINGS, 0);

    @Actor
    public void first() {
        breaker.record(breaker.tryPermit(0), Verdict.FAILURE, -1, 0);
    }

    @Actor
    public void second() {
        breaker.record(breaker.tryPermit(0), Verdict.FAILURE, -1, 0);
    }

    @Arbiter
    public void count(J_Result result) {
        result.r1 = breaker.moves(State.OPEN);
    }
}

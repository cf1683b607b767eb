package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.route.RetryBudget;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two loops, one retry left in the budget. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first caller retries")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second caller retries")
@Outcome(expect = FORBIDDEN, desc = "the last retry went twice, or to nobody")
@State
public class LastRetryStress {
    private final RetryBudget budget = new RetryBudget(0.2, 1, 0);

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = budget.tryRetry(0);
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = budget.tryRetry(0);
    }
}

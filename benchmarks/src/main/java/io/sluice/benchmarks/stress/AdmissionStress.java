package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.limit.Admission;
import io.sluice.core.limit.ConcurrencyLimit;
import io.sluice.core.limit.RateLimits;
import io.sluice.core.limit.TokenBucket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** Two requests of one key with one permit; each releases twice. What they took is back in the end, once. */
@JCStressTest
@Outcome(id = "true, false, 10", expect = ACCEPTABLE, desc = "the first was admitted")
@Outcome(id = "false, true, 10", expect = ACCEPTABLE, desc = "the second was admitted")
@Outcome(id = "true, true, 10", expect = ACCEPTABLE, desc = "one after the other")
@Outcome(expect = FORBIDDEN, desc = "a permit or a token is missing or doubled, or both were refused")
@State
public class AdmissionStress {
    private final ConcurrencyLimit permits = new ConcurrencyLimit(1);
    private final TokenBucket tokens = TokenBucket.perMinute(10, 10, 0);
    private final RateLimits key = new RateLimits(null, tokens, permits);
    private final Admission first = new Admission();
    private final Admission second = new Admission();

    @Actor
    public void first(ZZJ_Result result) {
        result.r1 = comeAndGo(first);
    }

    @Actor
    public void second(ZZJ_Result result) {
        result.r2 = comeAndGo(second);
    }

    @Arbiter
    public void count(ZZJ_Result result) {
        result.r3 = permits.inUse() == 0 ? tokens.available(0) : -1;
    }

    private boolean comeAndGo(Admission admission) {
        final Admission.Verdict verdict = admission.admit(key, RateLimits.NONE, RateLimits.NONE, 10, 0);
        admission.refund(0);
        admission.settleTokens(7, 0);
        admission.release();
        admission.release();
        return verdict == Admission.Verdict.ADMITTED;
    }
}

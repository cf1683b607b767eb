package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.limit.TokenBucket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two loops, one token left. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first caller took the last token")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second caller took it")
@Outcome(expect = FORBIDDEN, desc = "the last token went twice, or to nobody")
@State
public class LastTokenStress {
    private final TokenBucket bucket = TokenBucket.perMinute(1, 1, 0);

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = bucket.tryTake(1, 0);
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = bucket.tryTake(1, 0);
    }
}

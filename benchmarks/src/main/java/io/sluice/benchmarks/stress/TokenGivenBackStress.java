package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.limit.TokenBucket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** A token comes back while another loop asks for one. */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "it was given back in time and taken")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "it came too late and lies in the bucket")
@Outcome(expect = FORBIDDEN, desc = "the token was lost, or there are two")
@State
public class TokenGivenBackStress {
    private final TokenBucket bucket = TokenBucket.perMinute(1, 1, 0);

    public TokenGivenBackStress() {
        bucket.tryTake(1, 0);
    }

    @Actor
    public void giver() {
        bucket.give(1, 0);
    }

    @Actor
    public void taker(ZJ_Result result) {
        result.r1 = bucket.tryTake(1, 0);
    }

    @Arbiter
    public void count(ZJ_Result result) {
        result.r2 = bucket.available(0);
    }
}

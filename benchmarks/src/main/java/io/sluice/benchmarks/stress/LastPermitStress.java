package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.limit.ConcurrencyLimit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A permit comes back while another loop asks for one. */
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "it came back in time and was taken")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "it came too late and is free")
@Outcome(expect = FORBIDDEN, desc = "a permit was lost, or given twice")
@State
public class LastPermitStress {
    private final ConcurrencyLimit limit = new ConcurrencyLimit(1);
    private final boolean held = limit.tryAcquire();

    @Actor
    public void releaser() {
        if (held) {
            limit.release();
        }
    }

    @Actor
    public void taker(ZI_Result result) {
        result.r1 = limit.tryAcquire();
    }

    @Arbiter
    public void count(ZI_Result result) {
        result.r2 = limit.inUse();
    }
}

package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The control: a bucket that looks and takes in two steps, as {@link LastTokenStress} forbids. A run in which this one's race isn't
 * seen has not brought its actors together, and proves nothing for the others.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first caller took the last token")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second caller took it")
@Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "the race that the run must be able to show")
@Outcome(expect = FORBIDDEN, desc = "nobody took it")
@State
public class ControlStress {
    private static final int BETWEEN_LOOK_AND_TAKE = 20;
    private volatile int tokens = 1;

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = take();
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = take();
    }

    private boolean take() {
        final int seen = tokens;
        for (int i = 0; i < BETWEEN_LOOK_AND_TAKE; i++) {
            Thread.onSpinWait();
        }
        if (seen > 0) {
            tokens = seen - 1;
        }
        return seen > 0;
    }
}

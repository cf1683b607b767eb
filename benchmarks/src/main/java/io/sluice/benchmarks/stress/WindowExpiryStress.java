package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.limit.SlidingWindow;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The only unit leaves the window while two loops ask for it, one of them a slot later. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first caller took the freed unit")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second caller took it")
@Outcome(expect = FORBIDDEN, desc = "the freed unit went twice, or to nobody")
@State
public class WindowExpiryStress {
    private final SlidingWindow window = new SlidingWindow(1, 6300, 0);

    public WindowExpiryStress() {
        window.tryTake(1, 0);
    }

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = window.tryTake(1, 6400);
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = window.tryTake(1, 6500);
    }
}

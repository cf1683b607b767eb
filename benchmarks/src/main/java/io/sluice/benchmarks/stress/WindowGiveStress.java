package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.limit.SlidingWindow;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** A unit is given back while time returns it as well: it must come back once. */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "it came back in time and was taken")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "it came back too late and is free")
@Outcome(expect = FORBIDDEN, desc = "it came back twice, or never")
@State
public class WindowGiveStress {
    private final SlidingWindow window = new SlidingWindow(1, 6300, 0);

    public WindowGiveStress() {
        window.tryTake(1, 0);
    }

    @Actor
    public void giver() {
        window.give(1, 0, 6399);
    }

    @Actor
    public void taker(ZJ_Result result) {
        result.r1 = window.tryTake(1, 6400);
    }

    @Arbiter
    public void count(ZJ_Result result) {
        result.r2 = window.available(6400);
    }
}

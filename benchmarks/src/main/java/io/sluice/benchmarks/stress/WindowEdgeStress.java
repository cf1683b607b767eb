package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.limit.SlidingWindow;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two loops on both sides of a slot's edge, one unit left in the window. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the earlier caller took the last unit")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the later caller took it")
@Outcome(expect = FORBIDDEN, desc = "the last unit went twice, or to nobody")
@State
public class WindowEdgeStress {
    private final SlidingWindow window = new SlidingWindow(1, 6300, 0);

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = window.tryTake(1, 99);
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = window.tryTake(1, 100);
    }
}

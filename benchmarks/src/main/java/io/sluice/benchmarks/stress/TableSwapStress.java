package io.sluice.benchmarks.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.core.limit.RateLimits;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.RouteTable;
import io.sluice.core.route.Strategy;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A reload swaps the table while a loop looks a model up in it: it sees one whole table or the other. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "the old table")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "the new table")
@Outcome(expect = FORBIDDEN, desc = "a table that wasn't built to the end")
@State
public class TableSwapStress {
    private volatile RouteTable table = tableOf(1);

    @Actor
    public void reloader() {
        table = tableOf(2);
    }

    @Actor
    public void reader(I_Result result) {
        final ModelRoute route = table.find("model");
        result.r1 = route == null ? -1 : route.index();
    }

    private static RouteTable tableOf(int index) {
        return RouteTable.compile(
                List.of(new ModelRoute(index, "model", List.of(), List.of(), RateLimits.NONE, Strategy.WEIGHTED)));
    }
}

package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.peer.Peer;
import io.sluice.benchmarks.endtoend.peer.Route;
import io.sluice.benchmarks.endtoend.peer.Target;
import io.sluice.benchmarks.endtoend.sim.Behaviour;
import java.io.IOException;
import java.util.List;

/** Brings every target, the vendor and the load generator to the speed they keep: a JVM is slow at first. */
public final class WarmUp {
    private static final int SLICE_MS = 700;
    private static final int MAX_SLICES = 12;

    /** Two slices that cost the same within this share are taken for warm. */
    private static final double STEADY_SHARE = 0.05;

    private WarmUp() {}

    /** Every target in turn. */
    public static void run(Stage stage) throws IOException, InterruptedException {
        stage.say("warming up");
        for (final Target target : stage.targets()) {
            warm(stage, target, warmUp(Load.closed(64), Behaviour.instant()));
            warm(stage, target, warmUp(Load.streams(32, 1000, 0), Behaviour.firehose(1000)));
            warm(stage, target, warmUp(Load.streams(100, 50, 100), Behaviour.paced(50, 5000)));
        }
    }

    private static Case warmUp(Load load, Behaviour behaviour) {
        return new Case("warm-up", "", load, behaviour, Route.OPENAI, List.of());
    }

    /**
     * Runs a case unmeasured: the gateway, which is compiled while it runs, until it costs the same twice running, but only
     * so long; the others once. What fails here is seen later.
     */
    static void warm(Stage stage, Target target, Case wanted) throws IOException, InterruptedException {
        final int most = target.kind() == Peer.Kind.SLUICE ? MAX_SLICES : 1;
        double lastUs = 0;
        for (int slice = 0; slice < most; slice++) {
            final double costUs =
                    stage.once("warm-up", wanted, target, 0, SLICE_MS).metric("cpu_us");
            if (Math.abs(costUs - lastUs) <= STEADY_SHARE * costUs) {
                return;
            }
            lastUs = costUs;
        }
    }
}

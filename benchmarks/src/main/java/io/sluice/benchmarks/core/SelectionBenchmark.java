package io.sluice.benchmarks.core;

import io.sluice.benchmarks.Measured;
import io.sluice.core.route.Candidate;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.PickResult;
import io.sluice.core.route.Selection;
import io.sluice.core.route.Selector;
import java.util.Objects;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Choosing one of several channels by weight. Ours asks each one's breaker and health first, takes the permit of the one chosen and
 * records how it ended; a cumulative scan and an alias table know fixed weights only, so their figure is what the choice
 * alone would cost.
 */
@State(Scope.Thread)
public class SelectionBenchmark extends Measured {
    @Param({"2", "8", "64"})
    private int candidates = 2;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Selector selector = new Selector(new SplittableRandom(1));
    private final Selection selection = new Selection();
    private final Outcomes outcomes = new Outcomes(1);
    private ModelRoute route = Routes.of("model", candidates, System.nanoTime());
    private double[] weights = {};
    private AliasTable alias = new AliasTable(new double[] {1});

    @Setup
    public void weights() {
        route = Routes.of("model", candidates, System.nanoTime());
        weights = new double[candidates];
        for (int i = 0; i < candidates; i++) {
            weights[i] = Routes.weight(i);
        }
        alias = new AliasTable(weights);
    }

    @Benchmark
    public Candidate sluice() {
        selection.reset();
        if (selector.pick(route, selection, 1, false, System.nanoTime()) != PickResult.PICKED) {
            throw new IllegalStateException("nothing to pick");
        }
        selection.record(outcomes.next(), -1, System.nanoTime());
        return Objects.requireNonNull(selection.candidate());
    }

    @Benchmark
    public Candidate cumulativeScan() {
        double total = 0;
        for (final double weight : weights) {
            total += weight;
        }
        double left = random.nextDouble() * total;
        int chosen = 0;
        while (chosen < weights.length - 1 && left >= weights[chosen]) {
            left -= weights[chosen];
            chosen++;
        }
        return route.candidate(chosen);
    }

    @Benchmark
    public Candidate aliasTable() {
        return route.candidate(alias.choose(random));
    }
}

package io.sluice.benchmarks.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/** A weighted choice in constant time, for weights that never change: Vose's method. */
final class AliasTable {
    private final double[] threshold;
    private final int[] alias;

    AliasTable(double[] weights) {
        final int count = weights.length;
        threshold = new double[count];
        alias = new int[count];
        double total = 0;
        for (final double weight : weights) {
            total += weight;
        }
        final Deque<Integer> small = new ArrayDeque<>();
        final Deque<Integer> large = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            threshold[i] = weights[i] * count / total;
            alias[i] = i;
            (threshold[i] < 1 ? small : large).add(i);
        }
        while (!small.isEmpty() && !large.isEmpty()) {
            final int less = small.remove();
            final int more = large.remove();
            alias[less] = more;
            threshold[more] -= 1 - threshold[less];
            (threshold[more] < 1 ? small : large).add(more);
        }
        for (final int left : large) {
            threshold[left] = 1;
        }
        for (final int left : small) {
            threshold[left] = 1;
        }
    }

    int choose(SplittableRandom random) {
        final double at = random.nextDouble() * threshold.length;
        final int column = (int) at;
        return at - column < threshold[column] ? column : alias[column];
    }
}

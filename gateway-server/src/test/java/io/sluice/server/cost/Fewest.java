package io.sluice.server.cost;

import java.util.function.LongSupplier;

/**
 * A count for each of many, taken in rounds: the code is compiled in between, which costs the loop a little now and then, so
 * the round with the least of it tells what the work itself costs.
 */
final class Fewest {
    private Fewest() {}

    /**
     * Runs rounds until one is within the bound.
     *
     * @param round does the work of {@code count} and is counted by {@code counter}, which only grows
     * @return the fewest for each
     */
    static double each(int rounds, int count, double bound, LongSupplier counter, Runnable round) {
        double fewest = Double.MAX_VALUE;
        for (int i = 0; i < rounds && fewest > bound; i++) {
            final long before = counter.getAsLong();
            round.run();
            fewest = Math.min(fewest, (counter.getAsLong() - before) / (double) count);
        }
        return fewest;
    }
}

package io.sluice.core.route;

import io.sluice.core.limit.RateLimits;
import io.sluice.core.pattern.Glob;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A value: how one configured model name, exact or glob, is served. */
public final class ModelRoute {
    private final int index;
    private final Glob pattern;
    private final byte[] utf8;
    private final Candidate[] candidates;
    private final List<String> fallbacks;
    private final RateLimits limits;
    private final Strategy strategy;

    /**
     * @param index number of the model in the config, for what the caller keeps beside the table (price, timeouts)
     * @param fallbacks names of models to try when this one can't serve, in order
     */
    public ModelRoute(
            int index,
            String pattern,
            List<Candidate> candidates,
            List<String> fallbacks,
            RateLimits limits,
            Strategy strategy) {
        this.index = index;
        this.pattern = Glob.of(pattern);
        this.utf8 = this.pattern.toUtf8();
        this.candidates = candidates.stream()
                .sorted(Comparator.comparingInt(Candidate::priority).thenComparingInt(Candidate::entry))
                .toArray(Candidate[]::new);
        this.fallbacks = List.copyOf(fallbacks);
        this.limits = limits;
        this.strategy = strategy;
    }

    public int index() {
        return index;
    }

    /** The configured name or glob. */
    public String name() {
        return pattern.toString();
    }

    public List<String> fallbacks() {
        return fallbacks;
    }

    public RateLimits limits() {
        return limits;
    }

    public Strategy strategy() {
        return strategy;
    }

    public int size() {
        return candidates.length;
    }

    /** By priority, then in the order of the config. */
    public Candidate candidate(int i) {
        return candidates[i];
    }

    Glob pattern() {
        return pattern;
    }

    boolean isNamed(byte[] name, int offset, int length) {
        return Arrays.equals(utf8, 0, utf8.length, name, offset, offset + length);
    }

    /** Index behind the last candidate of the priority that begins at {@code start}. */
    int endOfPriority(int start) {
        int end = start + 1;
        while (end < candidates.length && candidates[end].priority() == candidates[start].priority()) {
            end++;
        }
        return end;
    }

    @Override
    public String toString() {
        return "ModelRoute[" + pattern + "]";
    }
}

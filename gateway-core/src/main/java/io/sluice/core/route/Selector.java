package io.sluice.core.route;

import io.sluice.core.breaker.CircuitBreaker;
import java.util.SplittableRandom;

/**
 * A decision: which candidate gets the next attempt. One per loop, not shared; what it looks at is. Two passes over the candidates
 * of a priority, no allocation (but once, when a route is larger than any before).
 *
 * <p>A candidate is <em>usable</em> if its dialect is asked for, the operator has not disabled it and its breaker admits it. Of the
 * usable ones that the request hasn't tried, those of the lowest priority number compete, each with {@code weight × health ×
 * admittance}; an open breaker whose time is over takes part with its full weight × health, so that probes are live requests at
 * about its usual share and never more at once than the breaker allows. A channel with several credentials keeps its weight
 * as long as one of them is usable.
 *
 * <p><b>The last usable one</b> is never taken out by health alone: if no candidate of the model is usable, tried ones included, those
 * whose breaker opened while some calls still succeeded serve on in spite of it, by weight × health. Only when every one
 * opened with nothing but failures, or is held by its vendor's Retry-After, is the answer {@link PickResult#ALL_OPEN}, with the
 * earliest time at which one of them may be tried.
 */
public final class Selector {
    private final SplittableRandom random;
    private double[] shares = new double[16];

    // what a look at the whole route found; fields because a pick has several answers
    private boolean anyConfigured;
    private boolean anyUsable;
    private boolean anyUntried;
    private long earliestNs;

    public Selector(SplittableRandom random) {
        this.random = random;
    }

    /**
     * Picks a candidate, takes its breaker's permit and puts both into {@code selection}.
     *
     * @param dialects bit set of the dialect ordinals that will do
     * @param mayRepeat when every usable credential has been tried: begin another round (the last one tried comes last), instead of
     *     {@link PickResult#ALL_TRIED}
     */
    public PickResult pick(ModelRoute route, Selection selection, int dialects, boolean mayRepeat, long nowNs) {
        if (selection.isInHand()) {
            throw new IllegalStateException("the attempt at " + selection.candidate() + " was not recorded");
        }
        PickResult result = pickUntried(route, selection, dialects, nowNs);
        if (result == PickResult.ALL_TRIED && mayRepeat) {
            selection.keepLastTried();
            result = pickUntried(route, selection, dialects, nowNs);
            if (result == PickResult.ALL_TRIED) {
                selection.forgetTried();
                result = pickUntried(route, selection, dialects, nowNs);
            }
        }
        return result;
    }

    private PickResult pickUntried(ModelRoute route, Selection selection, int dialects, long nowNs) {
        anyConfigured = false;
        anyUsable = false;
        anyUntried = false;
        earliestNs = Long.MAX_VALUE;
        if (shares.length < route.size()) {
            shares = new double[route.size() * 2];
        }
        if (pickByPriority(route, selection, dialects, false, nowNs)) {
            return PickResult.PICKED;
        }
        if (!anyConfigured) {
            return PickResult.NONE_CONFIGURED;
        }
        if (anyUsable) {
            return refusedThoughUsable(selection);
        }
        if (pickByPriority(route, selection, dialects, true, nowNs)) {
            return PickResult.PICKED;
        }
        if (!anyUntried) {
            return PickResult.ALL_TRIED;
        }
        selection.refuse(Math.max(1, earliestNs));
        return PickResult.ALL_OPEN;
    }

    /** Usable ones were tried already, or lost their last probe to another loop between the look and the permit. */
    private PickResult refusedThoughUsable(Selection selection) {
        selection.refuse(1);
        return anyUntried && earliestNs == 0 ? PickResult.ALL_OPEN : PickResult.ALL_TRIED;
    }

    private boolean pickByPriority(
            ModelRoute route, Selection selection, int dialects, boolean lastResort, long nowNs) {
        for (int start = 0; start < route.size(); ) {
            final int end = route.endOfPriority(start);
            weigh(route, selection, dialects, lastResort, start, end, nowNs);
            if (pickAmong(route, selection, lastResort, start, end, nowNs)) {
                return true;
            }
            start = end;
        }
        return false;
    }

    /** Fills {@link #shares} from start to end, entry by entry. */
    private void weigh(
            ModelRoute route, Selection selection, int dialects, boolean lastResort, int start, int end, long nowNs) {
        for (int i = start; i < end; ) {
            final int first = i;
            int usable = 0;
            for (;
                    i < end
                            && route.candidate(i).entry()
                                    == route.candidate(first).entry();
                    i++) {
                shares[i] = share(route.candidate(i), selection, dialects, lastResort, nowNs);
                usable += shares[i] > 0 ? 1 : 0;
            }
            for (int j = first; usable > 1 && j < i; j++) {
                shares[j] /= usable;
            }
        }
    }

    private double share(Candidate candidate, Selection selection, int dialects, boolean lastResort, long nowNs) {
        final Upstream upstream = candidate.upstream();
        if ((candidate.dialectBit() & dialects) == 0 || candidate.weight() == 0 || !upstream.isEnabled()) {
            return 0;
        }
        final CircuitBreaker breaker = upstream.breaker();
        final boolean tried = selection.hasTried(candidate);
        final double admittance = lastResort ? (breaker.isLastResort(nowNs) ? 1 : 0) : breaker.admittance(nowNs);
        if (!lastResort) {
            anyConfigured = true;
            anyUsable |= admittance > 0;
            anyUntried |= !tried;
            if (!tried) {
                earliestNs = Math.min(earliestNs, breaker.nsUntilProbe(nowNs));
            }
        }
        return tried ? 0 : candidate.weight() * upstream.health().score(nowNs) * admittance;
    }

    private boolean pickAmong(
            ModelRoute route, Selection selection, boolean lastResort, int start, int end, long nowNs) {
        for (; ; ) {
            final int chosen = choose(route, start, end);
            if (chosen < 0) {
                return false;
            }
            final Candidate candidate = route.candidate(chosen);
            final CircuitBreaker breaker = candidate.upstream().breaker();
            final int permit = lastResort ? breaker.tryLastResort(nowNs) : breaker.tryPermit(nowNs);
            if (permit != CircuitBreaker.REFUSED) {
                selection.take(candidate, permit);
                return true;
            }
            shares[chosen] = 0;
        }
    }

    private int choose(ModelRoute route, int start, int end) {
        return switch (route.strategy()) {
            case WEIGHTED -> chooseByShare(start, end);
            case LEAST_LOADED -> chooseLessLoaded(route, start, end);
        };
    }

    private int chooseByShare(int start, int end) {
        double total = 0;
        int last = -1;
        for (int i = start; i < end; i++) {
            total += shares[i];
            last = shares[i] > 0 ? i : last;
        }
        if (last < 0) {
            return -1;
        }
        double left = random.nextDouble() * total;
        for (int i = start; i < last; i++) {
            left -= shares[i];
            if (left < 0 && shares[i] > 0) {
                return i;
            }
        }
        return last;
    }

    private int chooseLessLoaded(ModelRoute route, int start, int end) {
        int usable = 0;
        for (int i = start; i < end; i++) {
            usable += shares[i] > 0 ? 1 : 0;
        }
        if (usable == 0) {
            return -1;
        }
        final int one = usableAt(random.nextInt(usable), start);
        if (usable == 1) {
            return one;
        }
        int other = usableAt(random.nextInt(usable - 1), start);
        if (other >= one) {
            other = usableAfter(other);
        }
        return load(route, one) <= load(route, other) ? one : other;
    }

    private int usableAt(int n, int start) {
        int i = start;
        for (int left = n; ; i++) {
            if (shares[i] > 0 && left-- == 0) {
                return i;
            }
        }
    }

    private int usableAfter(int index) {
        int i = index + 1;
        while (!(shares[i] > 0)) {
            i++;
        }
        return i;
    }

    private double load(ModelRoute route, int i) {
        return (route.candidate(i).upstream().inFlight() + 1) / shares[i];
    }
}

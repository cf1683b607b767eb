package io.sluice.server.exchange;

import io.sluice.core.billing.Price;
import io.sluice.core.config.UpstreamTimeouts;
import io.sluice.core.limit.RateLimits;
import io.sluice.core.route.Candidate;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Value: everything a request for a model needs beside the choice of a candidate: price, limits, and for each candidate
 * where it leads and how the model is called there, ready for the wire.
 */
final class ModelPlan {
    /**
     * One candidate's part of the plan.
     *
     * @param mapped what the model is called there; null where it is what the client calls it
     */
    record Leg(
            Destination destination,
            UpstreamTimeouts timeouts,
            @Nullable MappedName mapped) {}

    private final ModelRoute route;
    private final Price price;
    private final long totalNs;
    private final Leg[] legs;
    private final int dialects;
    private final int series;

    /**
     * @param legs by the candidates' places in the route
     * @param series number of the model's name in the telemetry
     */
    ModelPlan(ModelRoute route, Price price, long totalNs, Leg[] legs, int series) {
        this.series = series;
        this.route = route;
        this.price = price;
        this.totalNs = totalNs;
        this.legs = legs.clone();
        int seen = 0;
        for (final Leg leg : legs) {
            seen |= 1 << leg.destination().dialect().ordinal();
        }
        this.dialects = seen;
    }

    ModelRoute route() {
        return route;
    }

    /** The configured name or glob. */
    String name() {
        return route.name();
    }

    Price price() {
        return price;
    }

    RateLimits limits() {
        return route.limits();
    }

    /** Number of the configured name in the telemetry. */
    int series() {
        return series;
    }

    /** The longest that a request may take, attempts and all. */
    long totalNs() {
        return totalNs;
    }

    Leg leg(Candidate candidate) {
        for (int i = 0; i < legs.length; i++) {
            if (route.candidate(i).equals(candidate)) {
                return legs[i];
            }
        }
        throw new IllegalArgumentException("not a candidate of " + route + ": " + candidate);
    }

    /** The plan that leads to this candidate alone, whatever becomes of the configuration. Cold. */
    ModelPlan only(Candidate candidate) {
        final ModelRoute single = new ModelRoute(
                route.index(), route.name(), List.of(candidate), List.of(), RateLimits.NONE, Strategy.WEIGHTED);
        return new ModelPlan(single, price, totalNs, new Leg[] {leg(candidate)}, series);
    }

    /** Bit set of the dialects its channels speak. */
    int dialects() {
        return dialects;
    }
}

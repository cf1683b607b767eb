package io.sluice.server.exchange;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.Endpoint;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.core.billing.Price;
import io.sluice.core.config.UpstreamTimeouts;
import io.sluice.core.limit.RateLimits;
import io.sluice.core.route.Candidate;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.Strategy;
import io.sluice.server.pins.Pin;
import java.nio.charset.StandardCharsets;
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
     * @param translate how requests of other dialects are written for it
     * @param relaysResponses whether a channel of OpenAI's dialect has the Responses endpoints too
     */
    record Leg(
            Destination destination,
            UpstreamTimeouts timeouts,
            @Nullable MappedName mapped,
            TranslateSettings translate,
            boolean relaysResponses) {
        /** Whether requests of that endpoint go there as they are. */
        boolean speaks(Endpoint endpoint) {
            final Dialect dialect = destination.dialect();
            return endpoint.isServedBy(dialect) && (relaysResponses || endpoint.dialect() == dialect);
        }
    }

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

    /** The plan that leads to where a response is kept, and nowhere else; null when the configuration knows that place no more. Cold. */
    @Nullable
    ModelPlan to(Pin pin) {
        for (int i = 0; i < legs.length; i++) {
            final Destination destination = legs[i].destination();
            final MappedName mapped = legs[i].mapped();
            final String name = mapped == null ? "" : new String(mapped.utf8(), StandardCharsets.UTF_8);
            if (destination.channel().equals(pin.channel())
                    && destination.credential().equals(pin.credential())
                    && name.equals(pin.upstreamModel())) {
                return only(route.candidate(i));
            }
        }
        return null;
    }

    private ModelPlan only(Candidate candidate) {
        final ModelRoute single = new ModelRoute(
                route.index(), route.name(), List.of(candidate), List.of(), RateLimits.NONE, Strategy.WEIGHTED);
        return new ModelPlan(single, price, totalNs, new Leg[] {leg(candidate)}, series);
    }

    /** Bit set of the dialects its channels speak. */
    int dialects() {
        return dialects;
    }
}

package io.sluice.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Value: what callers ask for, and where it can be served.
 *
 * @param pattern an exact name, or a glob whose only sign is {@code *}
 * @param price null when nothing is known: such calls cost 0
 * @param fallbacks exact names of other models, tried in order when no route of this one answers
 * @param timeouts null, or the fields the model sets and {@link UpstreamTimeouts#UNSET} elsewhere
 */
public record ModelConfig(
        String pattern,
        List<RouteConfig> routes,
        @Nullable PriceConfig price,
        List<String> fallbacks,
        @Nullable RateConfig rate,
        @Nullable UpstreamTimeouts timeouts) {
    public ModelConfig {
        routes = List.copyOf(routes);
        fallbacks = List.copyOf(fallbacks);
    }

    public boolean isGlob() {
        return pattern.indexOf('*') >= 0;
    }
}

package io.sluice.core.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Value: one place where a model can be served.
 *
 * @param weight share among routes of the same priority; 0 gets traffic only when no other is left
 * @param priority 0 is tried first
 * @param model the vendor's name for it; null: the name the caller used
 * @param translate settings that win over the channel's
 */
public record RouteConfig(
        String channel, int weight, int priority, @Nullable String model, Map<String, Object> translate) {
    public RouteConfig {
        translate = Map.copyOf(translate);
    }
}

package io.sluice.core.route;

/** A value: the numbers of the health score; see {@link io.sluice.core.breaker.HealthScore}. */
public record HealthSettings(double floor, long halfLifeNs) {
    public static final HealthSettings DEFAULT = new HealthSettings(0.3, 30_000_000_000L);
}

package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sluice.core.billing.Money;
import io.sluice.core.billing.Price;
import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.HealthScore;
import io.sluice.core.limit.ConcurrencyLimit;
import io.sluice.core.limit.SlidingWindow;
import io.sluice.core.limit.TokenBucket;
import io.sluice.core.route.Backoff;
import io.sluice.core.route.RetryBudget;
import org.junit.jupiter.api.Test;

/** What the config lets through at its bounds, the engines take. */
final class BoundsTest {
    private static final long MINUTE_NS = 60_000_000_000L;

    @Test
    void limiters() {
        for (String number : new String[] {"1", "10000000000", "9999999999", "7"}) {
            final RateConfig rate = Configs.valid(
                            "sluice.apps.a.rate { requests-per-minute = %1$s, burst = %1$s, tokens-per-minute = %1$s, concurrent = 1000000 }"
                                    .formatted(number))
                    .apps()
                    .getFirst()
                    .rate();

            assertThatCode(() -> {
                        if (rate != null) {
                            new TokenBucket(rate.requestsPerMinute(), MINUTE_NS, rate.burst(), 0);
                            new SlidingWindow(rate.tokensPerMinute(), MINUTE_NS, 0);
                            new ConcurrencyLimit(rate.concurrent());
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void breakers() {
        check("window = 1ms, buckets = 1, min-calls = 1, failure-rate = 0.000001, slow-rate = 1, open-for = 1ms, "
                + "max-open-for = 1ms, probes = 1, ramp = 0s, slow-first-token = 1ms");
        check("window = 1h, buckets = 512, min-calls = 1000000, failure-rate = 1, slow-rate = 0.01, open-for = 24h, "
                + "max-open-for = 7d, probes = 63, ramp = 1h, slow-first-token = 24h");
    }

    private static void check(String text) {
        final BreakerConfig breaker =
                Configs.valid("sluice.breaker { " + text + " }").breaker();

        assertThatCode(() -> new BreakerSettings(
                        breaker.windowNs(),
                        breaker.buckets(),
                        breaker.minCalls(),
                        breaker.failureRate(),
                        breaker.slowRate(),
                        breaker.openForNs(),
                        breaker.maxOpenForNs(),
                        breaker.probes(),
                        breaker.rampNs(),
                        breaker.slowFirstTokenNs()))
                .doesNotThrowAnyException();
    }

    @Test
    void healthRetriesAndPauses() {
        for (String text : new String[] {
            "routing.health { floor = 0, half-life = 1ms }, retry { budget = 0, backoff { first = 0s, max = 0s, jitter"
                    + " = 0 } }",
            "routing.health { floor = 1, half-life = 24h }, retry { budget = 1, backoff { first = 1h, max = 1h, jitter"
                    + " = 1 } }"
        }) {
            final GatewayConfig config = Configs.valid("sluice { " + text + " }");

            assertThatCode(() -> {
                        new HealthScore(
                                config.routing().healthFloor(), config.routing().healthHalfLifeNs(), 0);
                        new RetryBudget(config.retry().budget(), 1, 0);
                        new Backoff(
                                config.retry().backoffFirstNs(),
                                config.retry().backoffMaxNs(),
                                config.retry().backoffJitter());
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void prices() {
        final PriceConfig price = Configs.valid(
                        "sluice.models.m { routes = [], price { input = 1000000, cached-input = 0, output = 0.000001, cache-write = 0.%s1 } }"
                                .formatted("0".repeat(Money.PRICE_DECIMALS - 1)))
                .models()
                .getFirst()
                .price();

        assertThat(price).isNotNull();
        assertThatCode(() -> Price.ofUsdPerMillion(
                        price.input(), price.cachedInput(), price.cacheWrite(), price.output(), price.reasoning()))
                .doesNotThrowAnyException();
    }
}

package io.sluice.benchmarks.core;

import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.limit.RateLimits;
import io.sluice.core.route.Candidate;
import io.sluice.core.route.HealthSettings;
import io.sluice.core.route.ModelRoute;
import io.sluice.core.route.Strategy;
import io.sluice.core.route.UpstreamListener;
import io.sluice.core.route.UpstreamRegistry;
import java.util.ArrayList;
import java.util.List;

/** A model that several channels of one priority serve, of weights from 1 to 7. */
final class Routes {
    private Routes() {}

    static ModelRoute of(String model, int channels, long nowNs) {
        final UpstreamRegistry.Reload reload = new UpstreamRegistry(UpstreamListener.NONE).reload();
        final List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            candidates.add(new Candidate(
                    reload.of("channel-" + i, "key", model, BreakerSettings.DEFAULT, HealthSettings.DEFAULT, nowNs),
                    i,
                    i,
                    0,
                    weight(i),
                    0,
                    null,
                    0));
        }
        return new ModelRoute(0, model, candidates, List.of(), RateLimits.NONE, Strategy.WEIGHTED);
    }

    static int weight(int channel) {
        return 1 + channel % 7;
    }
}

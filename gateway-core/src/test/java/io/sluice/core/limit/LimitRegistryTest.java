package io.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.core.ManualTime;
import io.sluice.core.limit.RateSettings.Algorithm;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class LimitRegistryTest {
    private static final RateSettings SETTINGS = new RateSettings(60, 10, 600, 100, 5, Algorithm.TOKEN_BUCKET);

    private final ManualTime time = new ManualTime();
    private final LimitRegistry registry = new LimitRegistry();

    @Test
    void keepsTheLimitersOfWhatDidNotChange() {
        final RateLimits before = reload("key", "a", SETTINGS);

        assertThat(reload("key", "a", SETTINGS)).isSameAs(before);
    }

    @Test
    void tellsScopesAndNamesApart() {
        final LimitRegistry.Reload reload = registry.reload();

        assertThat(reload.of("key", "a", SETTINGS, time.nowNs()))
                .isNotSameAs(reload.of("app", "a", SETTINGS, time.nowNs()))
                .isNotSameAs(reload.of("key", "b", SETTINGS, time.nowNs()));
    }

    @Test
    void carriesUseAndDebtOverWhenTheNumbersChange() {
        final RateLimits before = reload("key", "a", SETTINGS);
        Objects.requireNonNull(before.requests()).tryTake(4, time.nowNs());
        Objects.requireNonNull(before.tokens()).charge(250, time.nowNs());
        Objects.requireNonNull(before.concurrency()).tryAcquire();

        final RateLimits after = reload("key", "a", new RateSettings(120, 20, 600, 200, 1, Algorithm.TOKEN_BUCKET));

        assertThat(Objects.requireNonNull(after.requests()).available(time.nowNs()))
                .isEqualTo(16);
        assertThat(Objects.requireNonNull(after.tokens()).available(time.nowNs()))
                .isEqualTo(-50);
        assertThat(Objects.requireNonNull(after.concurrency()).tryAcquire()).isFalse();
    }

    @Test
    void carriesUseOverWhenTheAlgorithmChanges() {
        final RateLimits before = reload("key", "a", SETTINGS);
        Objects.requireNonNull(before.requests()).tryTake(4, time.nowNs());

        final RateLimits after = reload("key", "a", new RateSettings(60, 10, 600, 100, 5, Algorithm.SLIDING_WINDOW));

        assertThat(after.requests()).isInstanceOf(SlidingWindow.class);
        assertThat(Objects.requireNonNull(after.requests()).available(time.nowNs()))
                .isEqualTo(56);
    }

    @Test
    void forgetsWhatTheConfigNoLongerNames() {
        final RateLimits before = reload("key", "a", SETTINGS);
        reload("key", "b", SETTINGS);

        assertThat(registry.size()).isEqualTo(1);
        assertThat(reload("key", "a", SETTINGS)).isNotSameAs(before);
    }

    @Test
    void staysAsItWasWhenAReloadIsDropped() {
        final RateLimits before = reload("key", "a", SETTINGS);

        registry.reload().of("key", "b", SETTINGS, time.nowNs());

        assertThat(reload("key", "a", SETTINGS)).isSameAs(before);
    }

    @Test
    void hasNoLimiterForWhatIsUnlimited() {
        assertThat(reload("key", "a", RateSettings.NONE)).isEqualTo(RateLimits.NONE);
    }

    @Test
    void takesAMinutesWorthForABurstThatIsNotGiven() {
        final RateLimits limits = reload("key", "a", new RateSettings(60, -1, -1, -1, -1, Algorithm.TOKEN_BUCKET));

        assertThat(Objects.requireNonNull(limits.requests()).capacity()).isEqualTo(60);
    }

    @Test
    void namesTheNumberThatIsOutOfItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateSettings(60, 0, -1, -1, -1, Algorithm.TOKEN_BUCKET))
                .withMessage("must be at least 1, or -1 for none: burst=0");
    }

    private RateLimits reload(String scope, String name, RateSettings settings) {
        final LimitRegistry.Reload reload = registry.reload();
        final RateLimits limits = reload.of(scope, name, settings, time.nowNs());
        reload.commit();
        return limits;
    }
}

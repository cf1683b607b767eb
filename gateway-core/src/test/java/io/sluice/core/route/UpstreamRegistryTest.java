package io.sluice.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.ManualTime;
import io.sluice.core.breaker.BreakerSettings;
import io.sluice.core.breaker.State;
import io.sluice.core.breaker.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UpstreamRegistryTest {
    private static final HealthSettings OTHER_HEALTH = new HealthSettings(0.1, 1_000_000_000L);

    private final ManualTime time = new ManualTime();
    private final List<String> moves = new ArrayList<>();
    private final UpstreamRegistry registry =
            new UpstreamRegistry((upstream, from, to, nowNs) -> moves.add(upstream + ": " + from + " > " + to));

    @Test
    void keepsWhatWasLearnedOverAReload() {
        final Upstream before = reload("a", "print", "model", HealthSettings.DEFAULT);

        assertThat(reload("a", "print", "model", HealthSettings.DEFAULT)).isSameAs(before);
    }

    @Test
    void beginsAnewWithAnotherSecretModelOrNumbers() {
        final Upstream before = reload("a", "print", "model", HealthSettings.DEFAULT);

        assertThat(reload("a", "other", "model", HealthSettings.DEFAULT)).isNotSameAs(before);
        assertThat(reload("a", "print", "other", HealthSettings.DEFAULT)).isNotSameAs(before);
        assertThat(reload("a", "print", "model", OTHER_HEALTH)).isNotSameAs(before);
    }

    @Test
    void numbersCredentialsByChannelAndSecret() {
        final UpstreamRegistry.Reload config = registry.reload();
        final Upstream upstream = of(config, "a", "print", "model");

        assertThat(of(config, "a", "print", "other").credentialId()).isEqualTo(upstream.credentialId());
        assertThat(of(config, "a", "other", "model").credentialId()).isNotEqualTo(upstream.credentialId());
        assertThat(of(config, "b", "print", "model").credentialId()).isNotEqualTo(upstream.credentialId());
    }

    @Test
    void keepsTheNumberOfACredentialOverAReload() {
        final Upstream before = reload("a", "print", "model", HealthSettings.DEFAULT);

        final Upstream after = reload("a", "print", "model", OTHER_HEALTH);

        assertThat(after.credentialId()).isEqualTo(before.credentialId());
        assertThat(reload("b", "print", "model", OTHER_HEALTH).credentialId()).isNotEqualTo(before.credentialId());
    }

    @Test
    void staysAsItWasWhenAReloadIsDropped() {
        final Upstream before = reload("a", "print", "model", HealthSettings.DEFAULT);

        of(registry.reload(), "b", "print", "model");

        assertThat(registry.upstreams()).containsExactly(before);
    }

    @Test
    void keepsAChannelDisabledOverAReload() {
        reload("a", "print", "model", HealthSettings.DEFAULT);
        registry.enable("a", false);

        assertThat(registry.isEnabled("a")).isFalse();
        assertThat(reload("a", "new", "model", OTHER_HEALTH).isEnabled()).isFalse();
        registry.enable("a", true);
        assertThat(registry.upstreams()).allMatch(Upstream::isEnabled);
    }

    @Test
    void tellsWhoseBreakerHasMoved() {
        final Upstream upstream = reload("a", "print", "model", HealthSettings.DEFAULT);

        for (int i = 0; i < 20; i++) {
            upstream.breaker().record(upstream.breaker().tryPermit(time.nowNs()), Verdict.FAILURE, -1, time.nowNs());
        }

        assertThat(moves).containsExactly("a#0/model: CLOSED > OPEN");
        assertThat(upstream.breaker().moves(State.OPEN)).isEqualTo(1);
    }

    @Test
    void countsAStreamThatBrokeAgainstHealthToo() {
        final Upstream upstream = reload("a", "print", "model", HealthSettings.DEFAULT);

        upstream.recordLateFailure(time.nowNs());

        assertThat(upstream.health().score(time.nowNs())).isLessThan(1);
    }

    private Upstream of(UpstreamRegistry.Reload config, String channel, String fingerprint, String model) {
        return config.of(channel, fingerprint, model, BreakerSettings.DEFAULT, HealthSettings.DEFAULT, time.nowNs());
    }

    private Upstream reload(String channel, String fingerprint, String model, HealthSettings health) {
        final UpstreamRegistry.Reload config = registry.reload();
        final Upstream upstream = config.of(channel, fingerprint, model, BreakerSettings.DEFAULT, health, time.nowNs());
        config.commit();
        return upstream;
    }
}

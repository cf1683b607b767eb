package io.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SecretTest {
    @Test
    void neverPrints() {
        assertThat(Secret.of("sk-canary")).hasToString("***");
        assertThat("" + new Admin("h", 1, Secret.of("sk-canary"))).doesNotContain("canary");
    }

    @Test
    void isEqualWhenItsTextIs() {
        assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
        assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b")).isNotEqualTo("a");
        assertThat(Secret.of("a").reveal()).isEqualTo("a");
    }

    @Test
    void isToldApartByItsFingerprint() {
        assertThat(Secret.of("abc").fingerprint()).isEqualTo("ba7816bf8f01cfea");
        assertThat(Secret.of("abd").fingerprint()).isNotEqualTo("ba7816bf8f01cfea");
    }
}

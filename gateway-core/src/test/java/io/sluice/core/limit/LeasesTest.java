package io.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.core.Crowd;
import org.junit.jupiter.api.Test;

final class LeasesTest {
    private static final long NOW_NS = 1_000_000;

    private final Leases leases = new Leases();

    @Test
    void givesEachTokenOnce() {
        assertThat(leases.take(NOW_NS)).isFalse();
        assertThat(leases.put(2, leases.generation(), NOW_NS)).isTrue();

        assertThat(leases.left(NOW_NS)).isEqualTo(2);
        assertThat(leases.take(NOW_NS)).isTrue();
        assertThat(leases.take(NOW_NS)).isTrue();
        assertThat(leases.take(NOW_NS)).isFalse();
        assertThat(leases.left(NOW_NS)).isZero();
    }

    @Test
    void isSoughtWhenUsedUpWithinItsLife() {
        assertThat(leases.isSought(NOW_NS)).isFalse();
        leases.put(1, leases.generation(), NOW_NS);
        leases.take(NOW_NS);

        assertThat(leases.isSought(NOW_NS)).isTrue();
        assertThat(leases.isSought(NOW_NS + Leases.LIFE_NS)).isFalse();
    }

    @Test
    void givesNothingOnceItsLifeIsOver() {
        leases.put(2, leases.generation(), NOW_NS);

        assertThat(leases.take(NOW_NS + Leases.LIFE_NS)).isFalse();
        assertThat(leases.left(NOW_NS + Leases.LIFE_NS)).isZero();
        assertThat(leases.revoke(NOW_NS + Leases.LIFE_NS)).isZero();
    }

    @Test
    void doesNotPutOneLeaseOnTopOfAnother() {
        leases.put(5, leases.generation(), NOW_NS);

        assertThat(leases.put(7, leases.generation(), NOW_NS)).isFalse();
        assertThat(leases.left(NOW_NS)).isEqualTo(5);
        assertThat(leases.put(7, leases.generation(), NOW_NS + Leases.LIFE_NS)).isTrue();
    }

    @Test
    void aRevokedLeaseIsVoidAndSoIsOneThatWasOnItsWay() {
        leases.put(5, leases.generation(), NOW_NS);
        final int before = leases.generation();

        assertThat(leases.revoke(NOW_NS)).isEqualTo(5);
        assertThat(leases.take(NOW_NS)).isFalse();

        leases.put(9, before, NOW_NS);
        assertThat(leases.take(NOW_NS)).isFalse();
        assertThat(leases.left(NOW_NS)).isZero();
        assertThat(leases.revoke(NOW_NS)).isZero();
    }

    @Test
    void outlivesTheRangeOfItsTicksAndGenerations() {
        final long lateNs = (1L << 52) - Leases.LIFE_NS / 2;
        for (int i = 0; i < 2100; i++) {
            leases.revoke(lateNs);
        }
        leases.put(1, leases.generation(), lateNs);

        assertThat(leases.take(lateNs + Leases.LIFE_NS - 64)).isTrue();
    }

    @Test
    void losesNoTokenAndGivesNoneTwiceAmongSixteenThreads() throws Exception {
        final long balance = Crowd.sumOf(16, index -> {
            long mine = 0;
            for (int i = 0; i < 20_000; i++) {
                final int generation = leases.generation();
                mine -= i % 16 == 0 && leases.put(10, generation, NOW_NS) && generation == leases.generation() ? 10 : 0;
                mine += leases.take(NOW_NS) ? 1 : 0;
            }
            return mine;
        });

        assertThat(balance + leases.left(NOW_NS)).isZero();
    }
}

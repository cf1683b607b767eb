package io.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sluice.core.Crowd;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ConcurrencyLimitTest {
    @Test
    void givesOutItsPermitsAndNoMore() {
        final ConcurrencyLimit limit = new ConcurrencyLimit(2);

        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        limit.release();
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.inUse()).isEqualTo(2);
    }

    @Test
    void complainsAboutAPermitTooMany() {
        final ConcurrencyLimit limit = new ConcurrencyLimit(2);

        assertThatIllegalStateException().isThrownBy(limit::release);
        assertThat(limit.inUse()).isZero();
    }

    @Test
    void countsPermitsThatAreOutAfterItsLimitHasChanged() {
        final ConcurrencyLimit old = new ConcurrencyLimit(3);
        old.tryAcquire();
        old.tryAcquire();

        final ConcurrencyLimit smaller = old.withLimit(1);

        assertThat(smaller.tryAcquire()).isFalse();
        old.release();
        old.release();
        assertThat(smaller.tryAcquire()).isTrue();
    }

    @Test
    void isNeverExceededAmongSixteenThreads() throws Exception {
        final ConcurrencyLimit limit = new ConcurrencyLimit(5);
        final AtomicInteger inside = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();

        Crowd.sumOf(16, index -> {
            for (int i = 0; i < 20_000; i++) {
                if (limit.tryAcquire()) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    limit.release();
                }
            }
            return 0;
        });

        assertThat(most.get()).isBetween(1, 5);
        assertThat(limit.inUse()).isZero();
    }
}

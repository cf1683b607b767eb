package io.sluice.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.core.Allocations;
import io.sluice.core.Crowd;
import io.sluice.core.ManualTime;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {
    private final ManualTime time = new ManualTime();
    private final RetryBudget budget = new RetryBudget(0.2, 3, time.nowNs());

    @Test
    void allowsAFewRetriesToAQuietGateway() {
        assertThat(retries(10)).isEqualTo(3);

        time.advanceSeconds(11);

        assertThat(retries(10)).isEqualTo(3);
    }

    @Test
    void growsWithTheRequests() {
        requests(100);

        assertThat(retries(100)).isEqualTo(23);
    }

    @Test
    void forgetsRequestsThatHaveLeftTheWindow() {
        requests(100);
        time.advanceSeconds(10);

        assertThat(retries(100)).isEqualTo(3);
    }

    @Test
    void keepsItsRatioOverTheTenSecondsBeforeEachRetry() {
        final Random random = new Random(5);
        final int seconds = 300;
        final int[] requests = new int[seconds];
        final int[] retries = new int[seconds];
        for (int second = 0; second < seconds; second++) {
            requests[second] = random.nextInt(50);
            requests(requests[second]);
            retries[second] = retries(random.nextInt(60));
            time.advanceSeconds(1);
        }
        for (int from = 0; from + 10 <= seconds; from++) {
            int asked = 0;
            int allowed = 0;
            for (int second = from; second < from + 10; second++) {
                asked += requests[second];
                allowed += retries[second];
            }
            if (retries[from + 9] > 0) {
                assertThat(allowed).as("from second %d", from).isLessThanOrEqualTo((int) (3 + 0.2 * asked));
            }
        }
    }

    @Test
    void isExactAmongSixteenThreads() throws Exception {
        final RetryBudget shared = new RetryBudget(0.5, 10, 0);

        final long allowed = Crowd.sumOf(16, index -> {
            for (int i = 0; i < 1_000; i++) {
                shared.onRequest(0);
            }
            long mine = 0;
            for (int i = 0; i < 5_000; i++) {
                mine += shared.tryRetry(0) ? 1 : 0;
            }
            return mine;
        });

        assertThat(allowed).isEqualTo(8_010);
    }

    @Test
    void doublesThePauseUpToItsMaximum() {
        final Backoff backoff = new Backoff(50_000_000, 2_000_000_000, 0);
        final SplittableRandom random = new SplittableRandom(1);

        assertThat(backoff.delayNs(1, random)).isEqualTo(50_000_000);
        assertThat(backoff.delayNs(2, random)).isEqualTo(100_000_000);
        assertThat(backoff.delayNs(6, random)).isEqualTo(1_600_000_000);
        assertThat(backoff.delayNs(7, random)).isEqualTo(2_000_000_000);
        assertThat(backoff.delayNs(1_000, random)).isEqualTo(2_000_000_000);
        assertThat(new Backoff(0, 0, 0.5).delayNs(3, random)).isZero();
    }

    @Test
    void shortensThePauseByChance() {
        final Backoff backoff = new Backoff(1000, 1000, 0.5);
        final SplittableRandom random = new SplittableRandom(1);
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        for (int i = 0; i < 1000; i++) {
            shortest = Math.min(shortest, backoff.delayNs(1, random));
            longest = Math.max(longest, backoff.delayNs(1, random));
        }

        assertThat(shortest).isBetween(500L, 520L);
        assertThat(longest).isBetween(980L, 1000L);
    }

    @Test
    void namesTheNumberThatIsOutOfItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryBudget(-0.1, 1, 0))
                .withMessage("must be 0..100: ratio=-0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(2, 1, 0))
                .withMessage("must be 0 <= first <= max: first=2 max=1");
    }

    @Test
    void allocatesNothing() {
        Allocations.assertNone(() -> {
            budget.onRequest(time.advanceMs(1));
            budget.tryRetry(time.nowNs());
        });
    }

    private void requests(int count) {
        for (int i = 0; i < count; i++) {
            budget.onRequest(time.nowNs());
        }
    }

    private int retries(int asked) {
        int allowed = 0;
        for (int i = 0; i < asked; i++) {
            allowed += budget.tryRetry(time.nowNs()) ? 1 : 0;
        }
        return allowed;
    }
}

package io.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.core.Allocations;
import io.sluice.core.Crowd;
import io.sluice.core.ManualTime;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final ManualTime time = new ManualTime();

    @Test
    void grantsItsBurstAtOnceAndThenNothing() {
        final TokenBucket bucket = TokenBucket.perMinute(600, 100, time.nowNs());

        assertThat(bucket.tryTake(100, time.nowNs())).isTrue();
        assertThat(bucket.tryTake(1, time.nowNs())).isFalse();
        assertThat(bucket.available(time.nowNs())).isZero();
    }

    @Test
    void grantsOneMoreExactlyWhenItHasFlowedIn() {
        final TokenBucket bucket = TokenBucket.perMinute(600, 100, time.nowNs());
        bucket.tryTake(100, time.nowNs());

        assertThat(bucket.nsUntil(1, time.nowNs())).isEqualTo(SECOND_NS / 10);
        time.advanceNs(SECOND_NS / 10 - 1);
        assertThat(bucket.tryTake(1, time.nowNs())).isFalse();
        time.advanceNs(1);
        assertThat(bucket.tryTake(1, time.nowNs())).isTrue();
    }

    @Test
    void tellsTheTimeUntilItIsFull() {
        final TokenBucket bucket = TokenBucket.perMinute(600, 100, time.nowNs());
        bucket.tryTake(40, time.nowNs());

        assertThat(bucket.nsUntilFull(time.nowNs())).isEqualTo(4 * SECOND_NS);
        time.advanceSeconds(4);
        assertThat(bucket.nsUntilFull(time.nowNs())).isZero();
        assertThat(bucket.available(time.nowNs())).isEqualTo(100);
    }

    @Test
    void refusesForeverWhatIsMoreThanItsBurst() {
        final TokenBucket bucket = TokenBucket.perMinute(600, 100, time.nowNs());

        assertThat(bucket.tryTake(101, time.nowNs())).isFalse();
        assertThat(bucket.nsUntil(101, time.nowNs())).isEqualTo(Long.MAX_VALUE);
        assertThat(bucket.available(time.nowNs())).isEqualTo(100);
    }

    @Test
    void carriesDebtAndWorksItOff() {
        final TokenBucket bucket = TokenBucket.perMinute(60, 10, time.nowNs());

        bucket.charge(25, time.nowNs());

        assertThat(bucket.available(time.nowNs())).isEqualTo(-15);
        assertThat(bucket.nsUntil(1, time.nowNs())).isEqualTo(16 * SECOND_NS);
        time.advanceSeconds(15);
        assertThat(bucket.tryTake(1, time.nowNs())).isFalse();
        time.advanceSeconds(1);
        assertThat(bucket.tryTake(1, time.nowNs())).isTrue();
    }

    @Test
    void carriesDebtsOfAnySizeWithoutOverflow() {
        final TokenBucket bucket = TokenBucket.perMinute(1, 1, time.nowNs());
        for (int i = 0; i < 10_000; i++) {
            bucket.charge(Long.MAX_VALUE, time.nowNs());
        }

        assertThat(bucket.available(time.nowNs())).isNegative();
        assertThat(bucket.tryTake(1, time.nowNs())).isFalse();
        assertThat(bucket.nsUntil(1, time.nowNs())).isPositive();
        bucket.give(Long.MAX_VALUE, time.nowNs());
        assertThat(bucket.available(time.nowNs())).isNegative();
    }

    @Test
    void givesBackNoMoreThanItsBurst() {
        final TokenBucket bucket = TokenBucket.perMinute(60, 10, time.nowNs());
        bucket.tryTake(3, time.nowNs());

        bucket.give(1000, time.nowNs());

        assertThat(bucket.available(time.nowNs())).isEqualTo(10);
        assertThat(bucket.tryTake(10, time.nowNs())).isTrue();
        assertThat(bucket.tryTake(1, time.nowNs())).isFalse();
    }

    @Test
    void takesNothingWhenNothingIsAskedFor() {
        final TokenBucket bucket = TokenBucket.perMinute(60, 10, time.nowNs());

        assertThat(bucket.tryTake(0, time.nowNs())).isTrue();
        bucket.give(0, time.nowNs());
        bucket.charge(0, time.nowNs());

        assertThat(bucket.available(time.nowNs())).isEqualTo(10);
        assertThatIllegalArgumentException().isThrownBy(() -> bucket.tryTake(-1, time.nowNs()));
    }

    @Test
    void toleratesAClockThatLagsBehind() {
        final TokenBucket bucket = TokenBucket.perMinute(60, 1, time.nowNs());
        bucket.tryTake(1, time.afterMs(5000));

        assertThat(bucket.tryTake(1, time.nowNs() - SECOND_NS)).isFalse();
        assertThat(bucket.tryTake(1, time.afterMs(5999))).isFalse();
        assertThat(bucket.tryTake(1, time.afterMs(6001))).isTrue();
    }

    @Test
    void namesTheNumberThatIsOutOfItsBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenBucket.perMinute(0, 1, 0))
                .withMessage("must be 1..10000000000: limit=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenBucket.perMinute(1, -4, 0))
                .withMessage("must be 1..10000000000: burst=-4");
    }

    @Test
    void meetsOddRatesWithoutDriftOverYears() {
        for (final long perMinute : new long[] {1, 7, 59, 1_009, 99_991, 59_999_999, 149_999_957, 9_999_999_967L}) {
            checkDrift(perMinute);
        }
    }

    private void checkDrift(long perMinute) {
        final Random random = new Random(perMinute);
        final long startNs = time.nowNs();
        final long longestStepNs = (long) Math.min(1e16, 1e14 * RateLimiter.MINUTE_NS / perMinute);
        final TokenBucket bucket = TokenBucket.perMinute(perMinute, 1, startNs);
        BigInteger spent = BigInteger.ZERO;
        long nowNs = startNs;
        for (int i = 0; i < 5_000; i++) {
            final long stepNs = random.nextLong(i % 100 == 0 ? longestStepNs : Math.min(longestStepNs, 1_000_000_000L));
            // never full, so that nothing is lost by overflow
            final long demand = (long) ((double) stepNs * perMinute / RateLimiter.MINUTE_NS) + 2;
            bucket.charge(demand, nowNs);
            spent = spent.add(BigInteger.valueOf(demand));
            nowNs += stepNs;
        }
        final BigInteger flowedIn = BigInteger.valueOf(nowNs - startNs)
                .multiply(BigInteger.valueOf(perMinute))
                .divide(BigInteger.valueOf(RateLimiter.MINUTE_NS));
        assertThat(BigInteger.valueOf(bucket.available(nowNs)))
                .as("available at %d a minute, after %d ns", perMinute, nowNs - startNs)
                .isEqualTo(BigInteger.ONE.add(flowedIn).subtract(spent));
    }

    @Test
    void neverGrantsMoreThanBurstPlusRateTimesTimeOverAnyWindow() {
        for (int seed = 0; seed < 60; seed++) {
            checkAnyWindow(seed);
        }
    }

    private void checkAnyWindow(int seed) {
        final Random random = new Random(seed);
        final long perMinute = 1 + (long) Math.pow(10, random.nextDouble() * 8);
        final long burst = 1L + random.nextInt(20);
        final long gapNs = Math.max(2, RateLimiter.MINUTE_NS / perMinute);
        final long startNs = random.nextLong() >> 2;
        final TokenBucket bucket = TokenBucket.perMinute(perMinute, burst, startNs);
        final int steps = 500;
        final long[] atNs = new long[steps];
        final long[] net = new long[steps];
        long nowNs = startNs;
        for (int i = 0; i < steps; i++) {
            nowNs += random.nextInt(4) == 0 ? 0 : random.nextLong(gapNs * (random.nextInt(20) == 0 ? 40 : 2));
            atNs[i] = nowNs;
            final long n = 1 + random.nextLong(burst);
            if (bucket.tryTake(n, nowNs)) {
                net[i] = n;
                if (random.nextInt(8) == 0) {
                    bucket.give(n, nowNs);
                    net[i] = 0;
                }
            }
        }
        for (int from = 0; from < steps; from++) {
            long sum = 0;
            for (int to = from; to < steps; to++) {
                sum += net[to];
                // sum <= burst + elapsed * perMinute / minute, in integers
                final BigInteger granted =
                        BigInteger.valueOf(sum - burst).multiply(BigInteger.valueOf(RateLimiter.MINUTE_NS));
                final BigInteger allowed =
                        BigInteger.valueOf(atNs[to] - atNs[from]).multiply(BigInteger.valueOf(perMinute));
                if (granted.compareTo(allowed) > 0) {
                    throw new AssertionError("seed " + seed + ": " + sum + " from step " + from + " to " + to + " "
                            + Arrays.toString(Arrays.copyOfRange(net, from, to + 1)));
                }
            }
        }
    }

    @Test
    void losesNoTokenAndGrantsNoneTwiceAmongSixteenThreads() throws Exception {
        final TokenBucket bucket = TokenBucket.perMinute(1, 100_000, time.nowNs());
        final long nowNs = time.nowNs();

        final long granted = Crowd.sumOf(16, index -> {
            long mine = 0;
            for (int i = 0; i < 20_000; i++) {
                mine += bucket.tryTake(1, nowNs) ? 1 : 0;
                if (i % 4 == 3 && mine > 0) {
                    bucket.give(1, nowNs);
                    mine--;
                }
            }
            return mine;
        });

        assertThat(granted + bucket.available(nowNs)).isEqualTo(100_000);
    }

    @Test
    void allocatesNothing() {
        final TokenBucket bucket = TokenBucket.perMinute(6_000_000, 100, time.nowNs());
        Allocations.assertNone(() -> {
            bucket.tryTake(1, time.advanceNs(900));
            bucket.charge(1, time.nowNs());
            bucket.give(1, time.nowNs());
            bucket.nsUntil(50, time.nowNs());
        });
    }

    @Test
    void grantsItsWholeBurstAtOnceHoweverSlowlyItFills() {
        final long startNs = 12_345_678_901L;
        for (long perMinute = 1; perMinute <= 7; perMinute++) {
            final TokenBucket bucket = TokenBucket.perMinute(perMinute, 5, startNs);
            for (int i = 0; i < 5; i++) {
                assertThat(bucket.tryTake(1, startNs + 1_001L * (i + 1)))
                        .as("%d a minute, take %d", perMinute, i)
                        .isTrue();
            }
            assertThat(bucket.tryTake(1, startNs + 1_001 * 6)).isFalse();
        }
    }
}

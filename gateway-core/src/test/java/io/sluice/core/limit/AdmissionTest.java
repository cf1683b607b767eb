package io.sluice.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sluice.core.Allocations;
import io.sluice.core.Crowd;
import io.sluice.core.ManualTime;
import io.sluice.core.limit.Admission.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final ManualTime time = new ManualTime();
    private final Admission admission = new Admission();
    private final TokenBucket keyRequests = bucket(60, 10);
    private final TokenBucket keyTokens = bucket(600, 1000);
    private final ConcurrencyLimit keyPermits = new ConcurrencyLimit(2);
    private final TokenBucket appTokens = bucket(6000, 500);
    private final ConcurrencyLimit appPermits = new ConcurrencyLimit(1);
    private final TokenBucket modelRequests = bucket(6, 1);
    private final RateLimits key = new RateLimits(keyRequests, keyTokens, keyPermits);
    private final RateLimits app = new RateLimits(null, appTokens, appPermits);
    private final RateLimits model = new RateLimits(modelRequests, null, null);

    @Test
    void takesFromAllThree() {
        assertThat(admit(100)).isEqualTo(Verdict.ADMITTED);

        assertThat(admission.retryAfterNs()).isZero();
        assertTaken(1, 100, 1);
    }

    @Test
    void takesNothingFromAnyWhenAPermitIsMissing() {
        appPermits.tryAcquire();

        assertThat(admit(100)).isEqualTo(Verdict.CONCURRENCY);

        appPermits.release();
        assertTaken(0, 0, 0);
        assertThat(admission.retryAfterNs()).isEqualTo(SECOND_NS);
    }

    @Test
    void takesNothingFromAnyWhenTheModelIsOutOfRequests() {
        modelRequests.tryTake(1, time.nowNs());

        assertThat(admit(100)).isEqualTo(Verdict.REQUESTS);

        modelRequests.give(1, time.nowNs());
        assertTaken(0, 0, 0);
    }

    @Test
    void takesNothingFromAnyWhenTheAppIsOutOfTokens() {
        appTokens.tryTake(450, time.nowNs());

        assertThat(admit(100)).isEqualTo(Verdict.TOKENS);

        appTokens.give(450, time.nowNs());
        assertTaken(0, 0, 0);
    }

    @Test
    void asksToWaitForTheSlowestOfAll() {
        keyRequests.tryTake(10, time.nowNs()); // 1 s
        appTokens.tryTake(500, time.nowNs()); // 1 s for 100
        modelRequests.tryTake(1, time.nowNs()); // 10 s

        assertThat(admit(100)).isEqualTo(Verdict.REQUESTS);

        assertThat(admission.retryAfterNs()).isEqualTo(10 * SECOND_NS);
        time.advanceNs(admission.retryAfterNs());
        assertThat(admit(100)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void saysWhenWaitingWillNotHelp() {
        assertThat(admit(501)).isEqualTo(Verdict.TOO_LARGE);

        assertThat(admission.retryAfterNs()).isEqualTo(Admission.NEVER);
        assertTaken(0, 0, 0);
    }

    @Test
    void chargesWhatTheEstimateMissedIntoDebt() {
        admit(100);

        admission.settleTokens(700, time.nowNs());

        assertThat(keyTokens.available(time.nowNs())).isEqualTo(300);
        assertThat(appTokens.available(time.nowNs())).isEqualTo(-200);
    }

    @Test
    void givesBackWhatWasReservedTooMuch() {
        admit(400);

        admission.settleTokens(30, time.nowNs());

        assertTaken(1, 30, 1);
    }

    @Test
    void settlesOnlyOnce() {
        admit(400);

        admission.settleTokens(30, time.nowNs());
        admission.settleTokens(500, time.nowNs());
        admission.refund(time.nowNs());

        assertTaken(1, 30, 1);
    }

    @Test
    void refundsAllButThePermitAndOnlyOnce() {
        admit(400);

        admission.refund(time.nowNs());
        admission.refund(time.nowNs());
        admission.settleTokens(900, time.nowNs());

        assertTaken(0, 0, 1);
    }

    @Test
    void releasesOnceHoweverOftenItIsAsked() {
        keyPermits.tryAcquire();
        admit(400);

        admission.release();
        admission.release();

        assertThat(keyPermits.inUse()).isEqualTo(1);
        assertThat(appPermits.inUse()).isZero();
    }

    @Test
    void maySettleAfterItsRelease() {
        admit(400);
        admission.release();

        admission.settleTokens(10, time.nowNs());

        assertTaken(1, 10, 0);
    }

    @Test
    void doesNothingForARefusedRequest() {
        admit(501);

        admission.settleTokens(1000, time.nowNs());
        admission.refund(time.nowNs());
        admission.release();

        assertTaken(0, 0, 0);
    }

    @Test
    void isReusableOnlyAfterItsRelease() {
        admit(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> admit(1))
                .withMessage("the last request's permits were not released");

        admission.release();
        time.advanceSeconds(10);

        assertThat(admit(1)).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    void admitsEverythingWithoutLimits() {
        assertThat(admission.admit(RateLimits.NONE, RateLimits.NONE, RateLimits.NONE, Long.MAX_VALUE, time.nowNs()))
                .isEqualTo(Verdict.ADMITTED);
        admission.settleTokens(5, time.nowNs());
        admission.release();
    }

    @Test
    void losesNothingAmongSixteenThreads() throws Exception {
        final RateLimits shared = limits(bucket(1, 1_000_000), bucket(1, 1_000_000), new ConcurrencyLimit(3));
        final SlidingWindow window = SlidingWindow.perMinute(40, time.nowNs());
        final RateLimits tight = limits(null, window, new ConcurrencyLimit(5));
        final long nowNs = time.nowNs();

        final long admitted = Crowd.sumOf(16, index -> {
            final Admission mine = new Admission();
            long count = 0;
            for (int i = 0; i < 5_000; i++) {
                if (mine.admit(shared, tight, RateLimits.NONE, 10, nowNs) == Verdict.ADMITTED) {
                    count++;
                    if (i % 2 == 0) {
                        mine.refund(nowNs);
                    }
                    mine.settleTokens(0, nowNs);
                    mine.release();
                    mine.release();
                }
            }
            return count;
        });

        assertThat(admitted).isPositive();
        assertThat(shared.concurrency()).extracting(ConcurrencyLimit::inUse).isEqualTo(0);
        assertThat(tight.concurrency()).extracting(ConcurrencyLimit::inUse).isEqualTo(0);
        assertThat(shared.tokens())
                .extracting(tokens -> tokens.available(nowNs))
                .isEqualTo(1_000_000L);
        assertThat(window.available(nowNs)).isEqualTo(40);
    }

    @Test
    void allocatesNothing() {
        Allocations.assertNone(() -> {
            if (admit(3) == Verdict.ADMITTED) {
                admission.settleTokens(2, time.nowNs());
                admission.release();
            }
            time.advanceMs(300);
        });
    }

    private Verdict admit(long estimatedTokens) {
        return admission.admit(key, app, model, estimatedTokens, time.nowNs());
    }

    private void assertTaken(long requests, long tokens, int permits) {
        assertThat(10 - keyRequests.available(time.nowNs()))
                .as("requests of the key")
                .isEqualTo(requests);
        assertThat(1 - modelRequests.available(time.nowNs()))
                .as("requests of the model")
                .isEqualTo(requests);
        assertThat(1000 - keyTokens.available(time.nowNs()))
                .as("tokens of the key")
                .isEqualTo(tokens);
        assertThat(500 - appTokens.available(time.nowNs()))
                .as("tokens of the app")
                .isEqualTo(tokens);
        assertThat(keyPermits.inUse()).as("permits of the key").isEqualTo(permits);
        assertThat(appPermits.inUse()).as("permits of the app").isEqualTo(permits);
    }

    private TokenBucket bucket(long perMinute, long burst) {
        return TokenBucket.perMinute(perMinute, burst, time.nowNs());
    }

    private static RateLimits limits(
            @Nullable RateLimiter requests, @Nullable RateLimiter tokens, ConcurrencyLimit concurrency) {
        return new RateLimits(requests, tokens, concurrency);
    }
}

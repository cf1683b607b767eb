package io.sluice.core.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PriceTest {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    private final BillingDraft draft = new BillingDraft();

    @Test
    void chargesEachKindOfTokenItsOwnPrice() {
        final Price price = Price.ofUsdPerMillion(usd("2.50"), usd("1.25"), usd("3.75"), usd("10.00"), usd("12.00"));
        draft.inputTokens = 1000;
        draft.cachedInputTokens = 300;
        draft.cacheWriteTokens = 200;
        draft.outputTokens = 100;
        draft.reasoningTokens = 40;

        price.charge(draft);

        // 500 fresh * 2.5 + 300 * 1.25 + 200 * 3.75 + 60 * 10 + 40 * 12 = 3455 millionths
        assertThat(Money.usdText(draft.costHigh, draft.costLow)).isEqualTo("0.003455");
    }

    @Test
    void isExactForAPriceOfTwelveDecimals() {
        final Price price =
                Price.ofUsdPerMillion(usd("0.0000375"), usd("0.000000000001"), usd("0"), usd("0"), usd("0"));
        draft.inputTokens = 2;
        draft.cachedInputTokens = 1;

        price.charge(draft);

        assertThat(Money.usdText(draft.costHigh, draft.costLow)).isEqualTo("0.000000000037500001");
    }

    @Test
    void agreesWithDecimalArithmeticForAnyTokensAndPrices() {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            final BigDecimal[] usd = new BigDecimal[5];
            for (int k = 0; k < usd.length; k++) {
                final int decimals = random.nextInt(13);
                final long bound = decimals > 11 ? 1_000_000_000_000_000L : (long) Math.pow(10, decimals + 6);
                usd[k] = BigDecimal.valueOf(random.nextLong(bound), decimals);
            }
            final Price price = Price.ofUsdPerMillion(usd[0], usd[1], usd[2], usd[3], usd[4]);
            draft.inputTokens = random.nextLong(1L << (1 + random.nextInt(32)));
            draft.cachedInputTokens = random.nextLong(draft.inputTokens + 1);
            draft.cacheWriteTokens = random.nextLong(draft.inputTokens - draft.cachedInputTokens + 1);
            draft.outputTokens = random.nextLong(1L << (1 + random.nextInt(32)));
            draft.reasoningTokens = random.nextLong(draft.outputTokens + 1);

            price.charge(draft);

            final BigDecimal expected = times(
                            draft.inputTokens - draft.cachedInputTokens - draft.cacheWriteTokens, usd[0])
                    .add(times(draft.cachedInputTokens, usd[1]))
                    .add(times(draft.cacheWriteTokens, usd[2]))
                    .add(times(draft.outputTokens - draft.reasoningTokens, usd[3]))
                    .add(times(draft.reasoningTokens, usd[4]));
            assertThat(new BigDecimal(Money.usdText(draft.costHigh, draft.costLow)))
                    .as("seed %d round %d", seed, i)
                    .isEqualByComparingTo(expected);
        }
    }

    @Test
    void chargesNothingForTheRestWhenPartsExceedTheWhole() {
        final Price price = Price.ofUsdPerMillion(usd("1"), usd("1"), usd("1"), usd("1"), usd("1"));
        draft.inputTokens = 10;
        draft.cachedInputTokens = 30;

        price.charge(draft);

        assertThat(Money.usdText(draft.costHigh, draft.costLow)).isEqualTo("0.00003");
    }

    @Test
    void chargingTwiceIsChargingOnce() {
        final Price price = Price.ofUsdPerMillion(usd("1"), usd("1"), usd("1"), usd("1"), usd("1"));
        draft.inputTokens = 10;

        price.charge(draft);
        price.charge(draft);

        assertThat(Money.usdText(draft.costHigh, draft.costLow)).isEqualTo("0.00001");
    }

    @Test
    void refusesWhatItCannotHoldExactly() {
        assertThatThrownBy(() -> one("0.0000000000001"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must have at most 12 decimals: input=1E-13");
        assertThatThrownBy(() -> one("-1")).hasMessage("must be 0..1000000 USD per million tokens: input=-1");
        assertThatThrownBy(() -> one("1000001")).hasMessage("must be 0..1000000 USD per million tokens: input=1000001");
    }

    @Test
    void writesMoneyWithoutExponentOrTrailingZeros() {
        assertThat(Money.usdText(0, 0)).isEqualTo("0");
        assertThat(Money.usdText(0, 1)).isEqualTo("0.000000000000000001");
        assertThat(Money.usdText(0, 5_000_000_000_000_000_000L)).isEqualTo("5");
        assertThat(Money.usdText(0, -1)).isEqualTo("18.446744073709551615");
        assertThat(Money.usdText(1, 0)).isEqualTo("18.446744073709551616");
    }

    private static Price one(String usd) {
        return Price.ofUsdPerMillion(usd(usd), usd("0"), usd("0"), usd("0"), usd("0"));
    }

    private static BigDecimal times(long tokens, BigDecimal usdPerMillion) {
        return usdPerMillion.multiply(BigDecimal.valueOf(tokens)).divide(MILLION);
    }

    private static BigDecimal usd(String text) {
        return new BigDecimal(text);
    }
}

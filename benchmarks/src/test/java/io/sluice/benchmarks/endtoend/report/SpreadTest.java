package io.sluice.benchmarks.endtoend.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpreadTest {
    @Test
    void ofAnOddNumberTheMiddleOneIsTheMedian() {
        assertThat(Spread.of(9, 1, 5)).isEqualTo(new Spread(5, 1, 9, 3));
    }

    @Test
    void ofAnEvenNumberItLiesBetweenTheTwoMiddleOnes() {
        assertThat(Spread.of(4, 1, 2, 100)).isEqualTo(new Spread(3, 1, 100, 4));
    }

    @Test
    void whatIsNoNumberIsLeftOut() {
        assertThat(Spread.of(Double.NaN, 7, Double.POSITIVE_INFINITY)).isEqualTo(new Spread(7, 7, 7, 1));
        assertThat(Spread.of().text(2)).isEqualTo("-");
    }

    @Test
    void isWrittenWithItsEndsWhenThereIsMoreThanOneRound() {
        assertThat(Spread.of(1.25).text(1)).isEqualTo("1.3");
        assertThat(Spread.of(1, 2, 3).text(2)).isEqualTo("2.00 (1.00–3.00)");
        assertThat(Spread.of(-0.0).text(0)).isEqualTo("0");
    }
}

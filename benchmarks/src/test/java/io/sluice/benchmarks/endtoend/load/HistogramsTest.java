package io.sluice.benchmarks.endtoend.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class HistogramsTest {
    @Test
    void whatIsEncodedComesBack() {
        final Histogram histogram = Histograms.empty();
        Histograms.record(histogram, 1_000);
        Histograms.record(histogram, 2_000_000);

        final Histogram back = Histograms.decode(Histograms.encode(histogram));

        assertThat(back.getTotalCount()).isEqualTo(2);
        assertThat(back.getValueAtPercentile(50)).isEqualTo(1_000);
        assertThat(back.getMaxValue()).isBetween(2_000_000L, 2_002_000L);
    }

    @Test
    void whatIsOutOfBoundsIsKeptAtTheBound() {
        final Histogram histogram = Histograms.empty();
        Histograms.record(histogram, -5);
        Histograms.record(histogram, Long.MAX_VALUE);

        assertThat(histogram.getTotalCount()).isEqualTo(2);
    }

    @Test
    void refusesWhatIsNoHistogram() {
        assertThatThrownBy(() -> Histograms.decode("AAAAAAAAAAAAAAAAAAAAAAAA"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

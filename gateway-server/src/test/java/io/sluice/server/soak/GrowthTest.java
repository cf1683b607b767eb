package io.sluice.server.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class GrowthTest {
    private static final int SAMPLES = 200;

    @Test
    void seesALeakUnderTheSawTeethOfAHeap() {
        final List<Growth.Point> leaking = samples(0.05);

        assertThat(Growth.of(leaking).grown()).isCloseTo(0.05 * (SAMPLES - 1), within(1.5));
        assertThat(Growth.of(leaking).isLeak(3, SAMPLES)).isTrue();
    }

    @Test
    void takesNoiseForNoLeak() {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(Growth.of(samples(0, seed)).isLeak(3, SAMPLES))
                    .as("seed %d", seed)
                    .isFalse();
        }
    }

    @Test
    void toleratesWhatMeansNothing() {
        final List<Growth.Point> once = List.of(
                new Growth.Point(0, 100), new Growth.Point(1, 100), new Growth.Point(2, 101), new Growth.Point(3, 101));

        assertThat(Growth.of(once).isLeak(2, once.size())).isFalse();
        assertThat(Growth.of(once).isLeak(0, once.size())).isFalse();
    }

    private static List<Growth.Point> samples(double slope) {
        return samples(slope, 7);
    }

    private static List<Growth.Point> samples(double slope, long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Growth.Point> points = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            points.add(new Growth.Point(i, 30 + slope * i + random.nextDouble(-3, 3)));
        }
        return points;
    }
}

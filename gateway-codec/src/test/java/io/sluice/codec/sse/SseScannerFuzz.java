package io.sluice.codec.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sluice.codec.sse.RecordedStream.Block;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class SseScannerFuzz {
    private static final int[] BOUNDS = {0, 5, 64, 1 << 20};

    @FuzzTest
    void theEventsAreThoseOfTheStandardWhereverTheStreamIsCut(byte[] stream) {
        final SplittableRandom random = new SplittableRandom(Arrays.hashCode(stream));
        final int maxInside = BOUNDS[random.nextInt(BOUNDS.length)];
        final List<Block> expected = PlainReading.of(stream, maxInside);
        assertThat(RecordedStream.whole(stream, maxInside)).isEqualTo(expected);
        assertThat(RecordedStream.byteByByte(stream, maxInside)).isEqualTo(expected);
        final int[] cuts = random.ints(4, 0, stream.length + 1).sorted().toArray();
        assertThat(RecordedStream.cut(stream, maxInside, cuts)).isEqualTo(expected);
    }
}

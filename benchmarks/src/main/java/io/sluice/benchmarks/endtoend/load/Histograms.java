package io.sluice.benchmarks.endtoend.load;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds up to an hour, three digits, and their way between processes. */
public final class Histograms {
    private static final long MAX_NS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private Histograms() {}

    public static Histogram empty() {
        return new Histogram(1, MAX_NS, DIGITS);
    }

    static void record(Histogram histogram, long ns) {
        histogram.recordValue(Math.clamp(ns, 0, MAX_NS));
    }

    static String encode(Histogram histogram) {
        final ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        final int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
    }

    /** @throws IllegalArgumentException when it is none */
    public static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), MAX_NS);
        } catch (DataFormatException broken) {
            throw new IllegalArgumentException("no histogram", broken);
        }
    }
}

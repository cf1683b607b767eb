package io.sluice.core.telemetry;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * A histogram of durations. One writer, which never waits; one reader at a time, which keeps the sum of all that was
 * recorded. Values are kept in microseconds with two significant digits.
 */
public final class LatencyRecorder {
    private static final int DIGITS = 2;
    private static final long NS_PER_US = 1_000;
    /** A day: longer ones are cut to it. */
    private static final long MAX_US = 86_400_000_000L;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(DIGITS);
    private final Histogram sum = new Histogram(DIGITS);
    private @Nullable Histogram interval;

    /** Writer only. Negative durations are not recorded. */
    void record(long durationNs) {
        if (durationNs >= 0) {
            recorder.recordValue(Math.min(MAX_US, durationNs / NS_PER_US));
        }
    }

    /** Adds all that was recorded so far to {@code into}. Cold. */
    public synchronized void addTo(Histogram into) {
        interval = recorder.getIntervalHistogram(interval);
        sum.add(interval);
        into.add(sum);
    }

    /** An empty histogram that {@link #addTo} fits into. */
    public static Histogram empty() {
        return new Histogram(DIGITS);
    }
}

package io.sluice.core.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One loop's counters and histograms. Only the loop writes; any thread reads, and sees each number whole and never going
 * back. Recording allocates only when something is seen for the first time.
 */
public final class LoopTelemetry {
    private static final VarHandle LONG =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
    private static final int STARTED = 0;
    private static final int ENDED = 1;
    private static final double USD_PER_ATTO = 1e-18;
    private static final double TWO_64 = 0x1p64;

    private final long[] counts = new long[2];
    private final RequestTable requests = new RequestTable();
    private final CountTable errors = new CountTable();
    private final CountTable failedAttempts = new CountTable();
    private final LatencyRecorder overhead = new LatencyRecorder();
    private final LatencyRecorder duration = new LatencyRecorder();
    private final LatencyRecorder firstToken = new LatencyRecorder();
    private volatile @Nullable LatencyRecorder[] channelFirstToken =
            new @Nullable LatencyRecorder[0]; // grows by copies
    private volatile @Nullable LatencyRecorder[] channelDuration = new @Nullable LatencyRecorder[0]; // grows by copies

    /** A request's head has arrived. Loop only. */
    public void requestStarted() {
        LONG.setRelease(counts, STARTED, counts[STARTED] + 1);
    }

    /** A request has its end. Loop only; borrows the sample. */
    public void requestEnded(RequestSample sample) {
        requests.add(sample, costUsd(sample));
        overhead.record(sample.gatewayNs);
        if (sample.outcome != RequestSample.NONE) {
            duration.record(sample.durationNs);
            firstToken.record(sample.firstTokenNs);
            if (sample.channel != RequestSample.NONE) {
                channelDuration = recorded(channelDuration, sample.channel, sample.durationNs);
                channelFirstToken = recorded(channelFirstToken, sample.channel, sample.firstTokenNs);
            }
        }
        LONG.setRelease(counts, ENDED, counts[ENDED] + 1);
    }

    /**
     * An error of the gateway's own was told to a client. Loop only.
     *
     * @param type ordinal of its type
     */
    public void errorTold(int type) {
        errors.increment(type);
    }

    /**
     * An attempt came to nothing. Loop only.
     *
     * @param fault ordinal of the fault
     */
    public void attemptFailed(int fault) {
        failedAttempts.increment(fault);
    }

    /** Requests without an end yet. */
    public long inFlight() {
        final long ended = (long) LONG.getAcquire(counts, ENDED);
        return Math.max(0, (long) LONG.getAcquire(counts, STARTED) - ended);
    }

    /** Requests that have an end. */
    public long ended() {
        return (long) LONG.getAcquire(counts, ENDED);
    }

    void readRequests(RequestTable.RowReader reader) {
        requests.read(reader);
    }

    CountTable errors() {
        return errors;
    }

    CountTable failedAttempts() {
        return failedAttempts;
    }

    void addOverhead(Histogram into) {
        overhead.addTo(into);
    }

    void addDuration(Histogram into) {
        duration.addTo(into);
    }

    void addFirstToken(Histogram into) {
        firstToken.addTo(into);
    }

    void addChannelDuration(int channel, Histogram into) {
        addChannel(channelDuration, channel, into);
    }

    void addChannelFirstToken(int channel, Histogram into) {
        addChannel(channelFirstToken, channel, into);
    }

    private static void addChannel(@Nullable LatencyRecorder[] recorders, int channel, Histogram into) {
        final LatencyRecorder recorder = channel < recorders.length ? recorders[channel] : null;
        if (recorder != null) {
            recorder.addTo(into);
        }
    }

    /** Records, and returns the array to publish: the same one, or a copy with a recorder for a channel seen first. */
    private static @Nullable LatencyRecorder[] recorded(
            @Nullable LatencyRecorder[] recorders, int channel, long durationNs) {
        final LatencyRecorder known = channel < recorders.length ? recorders[channel] : null;
        if (known != null) {
            known.record(durationNs);
            return recorders;
        }
        final @Nullable LatencyRecorder[] grown = Arrays.copyOf(recorders, Math.max(recorders.length, channel + 1));
        final LatencyRecorder first = new LatencyRecorder();
        first.record(durationNs);
        grown[channel] = first;
        return grown;
    }

    private static double costUsd(RequestSample sample) {
        final double low = sample.costLow < 0 ? sample.costLow + TWO_64 : sample.costLow;
        return (sample.costHigh * TWO_64 + low) * USD_PER_ATTO;
    }
}

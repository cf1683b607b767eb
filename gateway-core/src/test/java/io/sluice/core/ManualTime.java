package io.sluice.core;

/** A clock that moves when a test says so. Begins far from zero, as {@link System#nanoTime()} may. */
public final class ManualTime {
    private long nowNs = -7_777_777_777_777L;

    public long nowNs() {
        return nowNs;
    }

    /** The time that much later; the clock itself stays. */
    public long afterMs(long ms) {
        return nowNs + ms * 1_000_000L;
    }

    public long advanceNs(long ns) {
        nowNs += ns;
        return nowNs;
    }

    public long advanceMs(long ms) {
        return advanceNs(ms * 1_000_000L);
    }

    public long advanceSeconds(long seconds) {
        return advanceMs(seconds * 1000);
    }
}

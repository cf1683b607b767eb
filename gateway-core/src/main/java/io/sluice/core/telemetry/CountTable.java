package io.sluice.core.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** Counters by a small number, such as an enum's ordinal. One writer, any readers; grows when a larger number comes. */
final class CountTable {
    private static final VarHandle LONG =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

    private volatile long[] counts = new long[16]; // replaced by a longer copy when it grows

    /** Writer only. */
    void increment(int index) {
        long[] seen = counts;
        if (index >= seen.length) {
            seen = Arrays.copyOf(seen, Math.max(index + 1, seen.length * 2));
            counts = seen;
        }
        LONG.setRelease(seen, index, seen[index] + 1);
    }

    /** Any thread. */
    long get(int index) {
        final long[] seen = counts;
        return index < seen.length ? (long) LONG.getAcquire(seen, index) : 0;
    }

    int size() {
        return counts.length;
    }
}

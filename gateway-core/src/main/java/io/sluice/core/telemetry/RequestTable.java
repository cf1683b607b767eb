package io.sluice.core.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Sums of ended requests by what they have in common: endpoint, model, channel, outcome and status. One writer, any
 * readers; open addressing, grows by being replaced. Allocates only while it grows.
 *
 * <p>A row is complete before its key is published: a reader that sees the key sees a row, of which each number is whole
 * and at most a moment old.
 */
final class RequestTable {
    static final int REQUESTS = 0;
    static final int ATTEMPTS = 1;
    static final int INPUT_TOKENS = 2;
    static final int CACHED_TOKENS = 3;
    static final int OUTPUT_TOKENS = 4;
    /** Bits of a double, in US dollars: near enough for a graph; the ledger is exact. */
    static final int COST = 5;

    private static final int COLUMNS = 6;
    private static final long EMPTY = 0;
    private static final VarHandle LONG =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

    private record Cells(long[] keys, long[] values) {}

    private volatile Cells cells = new Cells(new long[32], new long[32 * COLUMNS]); // replaced whole when it grows
    private int size;

    /** Reads one row. */
    interface RowReader {
        void row(int endpoint, int model, int channel, int outcome, int status, long[] sums);
    }

    /** Writer only. */
    void add(RequestSample sample, double costUsd) {
        final int row = rowOf(key(sample));
        final long[] values = cells.values();
        add(values, row + REQUESTS, 1);
        add(values, row + ATTEMPTS, sample.attempts);
        add(values, row + INPUT_TOKENS, sample.inputTokens);
        add(values, row + CACHED_TOKENS, sample.cachedInputTokens);
        add(values, row + OUTPUT_TOKENS, sample.outputTokens);
        final double before = Double.longBitsToDouble(values[row + COST]);
        LONG.setRelease(values, row + COST, Double.doubleToRawLongBits(before + costUsd));
    }

    /** Any thread. */
    void read(RowReader reader) {
        final Cells seen = cells;
        final long[] sums = new long[COLUMNS];
        for (int i = 0; i < seen.keys().length; i++) {
            final long key = (long) LONG.getAcquire(seen.keys(), i);
            if (key != EMPTY) {
                for (int column = 0; column < COLUMNS; column++) {
                    sums[column] = (long) LONG.getAcquire(seen.values(), i * COLUMNS + column);
                }
                reader.row(
                        (int) (key >>> 48 & 0xff) - 1,
                        (int) (key >>> 32 & 0xffff) - 1,
                        (int) (key >>> 16 & 0xffff) - 1,
                        (int) (key >>> 10 & 0x3f) - 1,
                        (int) (key & 0x3ff),
                        sums);
            }
        }
    }

    private static void add(long[] values, int index, long more) {
        LONG.setRelease(values, index, values[index] + more);
    }

    /** Never {@link #EMPTY}: the top bit is always set. */
    private static long key(RequestSample sample) {
        return Long.MIN_VALUE
                | (long) (sample.endpoint + 1 & 0xff) << 48
                | (long) (sample.model + 1 & 0xffff) << 32
                | (long) (sample.channel + 1 & 0xffff) << 16
                | (long) (sample.outcome + 1 & 0x3f) << 10
                | sample.status & 0x3ff;
    }

    private int rowOf(long key) {
        final long[] keys = cells.keys();
        final int mask = keys.length - 1;
        for (int i = hash(key) & mask; ; i = i + 1 & mask) {
            if (keys[i] == key) {
                return i * COLUMNS;
            }
            if (keys[i] == EMPTY) {
                if (++size * 2 > keys.length) {
                    grow();
                    size--;
                    return rowOf(key);
                }
                LONG.setRelease(keys, i, key);
                return i * COLUMNS;
            }
        }
    }

    private void grow() {
        final Cells old = cells;
        final int capacity = old.keys().length * 2;
        final long[] keys = new long[capacity];
        final long[] values = new long[capacity * COLUMNS];
        for (int i = 0; i < old.keys().length; i++) {
            final long key = old.keys()[i];
            if (key != EMPTY) {
                int at = hash(key) & capacity - 1;
                while (keys[at] != EMPTY) {
                    at = at + 1 & capacity - 1;
                }
                keys[at] = key;
                System.arraycopy(old.values(), i * COLUMNS, values, at * COLUMNS, COLUMNS);
            }
        }
        cells = new Cells(keys, values);
    }

    private static int hash(long key) {
        final long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }
}

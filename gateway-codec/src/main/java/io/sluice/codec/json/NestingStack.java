package io.sluice.codec.json;

import java.util.Arrays;

/** Which containers are open, one bit each. Hardly a document is nested deeper than the bits of one word: more are made then. */
final class NestingStack {
    private long[] arrays = new long[1];
    private final int bound;
    private int depth;

    NestingStack(int bound) {
        this.bound = bound;
    }

    /** Returns false, and changes nothing, at the bound. */
    boolean push(boolean array) {
        if (depth == bound) {
            return false;
        }
        depth++;
        if (depth >> 6 == arrays.length) {
            arrays = Arrays.copyOf(arrays, (bound >> 6) + 1);
        }
        final long bit = 1L << (depth & 63);
        if (array) {
            arrays[depth >> 6] |= bit;
        } else {
            arrays[depth >> 6] &= ~bit;
        }
        return true;
    }

    void pop() {
        depth--;
    }

    /** The innermost open container is an array. Meaningless at depth 0. */
    boolean inArray() {
        return (arrays[depth >> 6] >>> (depth & 63) & 1) != 0;
    }

    int depth() {
        return depth;
    }

    void clear() {
        depth = 0;
    }
}

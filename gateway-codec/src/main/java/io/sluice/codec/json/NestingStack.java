package io.sluice.codec.json;

/** Which containers are open, one bit each. */
final class NestingStack {
    private final long[] arrays;
    private final int bound;
    private int depth;

    NestingStack(int bound) {
        this.bound = bound;
        this.arrays = new long[(bound >> 6) + 1];
    }

    /** Returns false, and changes nothing, at the bound. */
    boolean push(boolean array) {
        if (depth == bound) {
            return false;
        }
        depth++;
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

package io.sluice.server.simulation;

import java.util.SplittableRandom;

/** Where all chance comes from: a seed, or a fuzzer's bytes followed by the dullest choice for ever. */
final class Choices {
    private final SplittableRandom random;
    private final byte[] bytes;
    private int next;

    private Choices(SplittableRandom random, byte[] bytes) {
        this.random = random;
        this.bytes = bytes;
    }

    static Choices seeded(long seed) {
        return new Choices(new SplittableRandom(seed), new byte[0]);
    }

    /** Choices made by bytes; when they are used up every choice is 0. */
    static Choices of(byte[] bytes) {
        return new Choices(new SplittableRandom(0), bytes);
    }

    private boolean isSeeded() {
        return bytes.length == 0;
    }

    /** From 0 to {@code bound - 1}. */
    int below(int bound) {
        if (bound <= 1) {
            return 0;
        }
        if (isSeeded()) {
            return random.nextInt(bound);
        }
        int value = 0;
        for (int rest = bound - 1; rest > 0; rest >>>= Byte.SIZE) {
            value = value << Byte.SIZE | (next < bytes.length ? bytes[next++] & 0xff : 0);
        }
        return Math.floorMod(value, bound);
    }

    /** Both bounds included. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    /** True for one of so many; a fuzzer's last choice is always false. */
    boolean oneIn(int count) {
        return below(count) == count - 1 && count > 1;
    }

    /** A length that is mostly short, sometimes long: the scale is chosen first. */
    int skewed(int most) {
        final int scale = below(32 - Integer.numberOfLeadingZeros(most));
        return Math.min(most, (1 << scale) + below(1 << scale));
    }

    /** A seed for something that wants its own. */
    long seed() {
        return isSeeded() ? random.nextLong() : below(1 << 16);
    }
}

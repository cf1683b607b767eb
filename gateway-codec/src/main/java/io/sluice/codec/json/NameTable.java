package io.sluice.codec.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Names a reader knows, found by their bytes without a String. Immutable. A name is told by its length and its first and last eight bytes, as numbers; only what is
 * longer than both is compared byte by byte.
 */
public final class NameTable {
    private static final int WORD = Long.BYTES;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;
    private static final int MAX_SEEDS = 1000;

    private final byte[][] names;
    private final long[] heads;
    private final long[] tails;
    private final int[] slots;
    private final int mask;
    private final long seed;

    private NameTable(List<String> known) {
        names = new byte[known.size()][];
        heads = new long[names.length];
        tails = new long[names.length];
        for (int i = 0; i < names.length; i++) {
            final byte[] name = known.get(i).getBytes(StandardCharsets.UTF_8);
            names[i] = name;
            heads[i] = head(name, 0, name.length);
            tails[i] = tail(name, 0, name.length);
        }
        mask = Integer.highestOneBit(Math.max(4, names.length) * 4) - 1;
        slots = new int[mask + 1];
        seed = bestSeed();
        fill(seed);
    }

    /** A table of these names; each one's index is its place. */
    public static NameTable of(String... names) {
        return new NameTable(List.of(names));
    }

    /** A table of an enum's constants in lower case: the index is the ordinal. */
    public static NameTable ofLowerCase(Enum<?>[] constants) {
        return new NameTable(Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList());
    }

    /** With which no two names meet; or, when none is found, just the last tried. */
    private long bestSeed() {
        long candidate = MIX;
        for (int tries = 0; tries < MAX_SEEDS && !fill(candidate); tries++) {
            candidate += MIX << 1;
        }
        return candidate;
    }

    /** Returns whether every name got the slot it hashes to. */
    private boolean fill(long with) {
        boolean perfect = true;
        Arrays.fill(slots, 0);
        for (int i = 0; i < names.length; i++) {
            int slot = slot(heads[i], tails[i], names[i].length, with);
            while (slots[slot] != 0) {
                perfect = false;
                slot = (slot + 1) & mask;
            }
            slots[slot] = i + 1;
        }
        return perfect;
    }

    private int slot(long head, long tail, int length, long with) {
        final long hash = (head ^ Long.rotateLeft(tail, 29) ^ length) * with;
        return (int) (hash >>> 40) & mask;
    }

    /** The index of a name on the wire, or -1. An escaped name is compared decoded. */
    int find(byte[] bytes, int offset, int length) {
        final long head = head(bytes, offset, length);
        final long tail = tail(bytes, offset, length);
        int slot = slot(head, tail, length, seed);
        int entry;
        while ((entry = slots[slot] - 1) >= 0) {
            if (heads[entry] == head && tails[entry] == tail && isRest(names[entry], bytes, offset, length)) {
                return entry;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /** Up to eight bytes from the start on, the rest zero. */
    private static long head(byte[] bytes, int offset, int length) {
        if (length >= WORD) {
            return Words.at(bytes, offset);
        }
        if (bytes.length - offset >= WORD) {
            return Words.at(bytes, offset) & ((1L << (length << 3)) - 1);
        }
        long head = 0;
        for (int i = 0; i < length; i++) {
            head |= (bytes[offset + i] & 0xffL) << (i << 3);
        }
        return head;
    }

    /** The last eight bytes of more. */
    private static long tail(byte[] bytes, int offset, int length) {
        return length > WORD ? Words.at(bytes, offset + length - WORD) : 0;
    }

    private static boolean isRest(byte[] name, byte[] bytes, int offset, int length) {
        if (name.length != length) {
            return false;
        }
        return length <= 2 * WORD
                || Arrays.equals(name, WORD, length - WORD, bytes, offset + WORD, offset + length - WORD);
    }
}

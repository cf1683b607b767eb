package io.sluice.codec.json;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names a reader knows, found by their bytes without a String. Immutable. */
public final class NameTable {
    private final byte[][] names;
    private final int[] slots;
    private final int mask;

    private NameTable(List<String> known) {
        names = new byte[known.size()][];
        mask = Integer.highestOneBit(Math.max(4, known.size()) * 4) - 1;
        slots = new int[mask + 1];
        for (int i = 0; i < names.length; i++) {
            names[i] = known.get(i).getBytes(StandardCharsets.UTF_8);
            int slot = hash(names[i], 0, names[i].length) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = i + 1;
        }
    }

    /** A table of these names; each one's index is its place. */
    public static NameTable of(String... names) {
        return new NameTable(List.of(names));
    }

    /** A table of an enum's constants in lower case: the index is the ordinal. */
    public static NameTable ofLowerCase(Enum<?>[] constants) {
        return new NameTable(java.util.Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(java.util.Locale.ROOT))
                .toList());
    }

    /** The index of a name on the wire, or -1. An escaped name is compared decoded. */
    int find(byte[] bytes, int offset, int length) {
        int slot = hash(bytes, offset, length) & mask;
        int entry;
        while ((entry = slots[slot]) != 0) {
            final byte[] name = names[entry - 1];
            if (name.length == length && java.util.Arrays.equals(name, 0, length, bytes, offset, offset + length)) {
                return entry - 1;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private static int hash(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        // Length, both ends and the middle tell the vendors' names apart well enough; equality decides.
        return length * 31
                + bytes[offset] * 7
                + bytes[offset + length - 1] * 131
                + bytes[offset + length / 2] * 17
                + bytes[offset + length / 4] * 61;
    }
}

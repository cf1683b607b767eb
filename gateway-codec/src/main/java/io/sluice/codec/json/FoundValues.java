package io.sluice.codec.json;

import java.util.Arrays;

/** What a scan has found at each watched path: place, kind and value. The last value of a path wins. */
final class FoundValues {
    /** Longest string value whose text is kept, in bytes of decoded UTF-8. */
    static final int MAX_TEXT = 256;

    private static final byte[] NO_TEXT = {};

    private final FieldPaths paths;
    private final long[] starts;
    private final long[] ends;
    private final long[] numbers;
    private final byte[] types;
    private final boolean[] flags;
    private final byte[][] texts;
    private final int[] textLengths;

    /** Nodes whose names were read, nodes whose values began, paths whose values ended: a bit each. */
    private long named;

    private long begun;
    private long ended;
    private int duplicate = FieldPaths.NONE;

    FoundValues(FieldPaths paths) {
        this.paths = paths;
        final int count = paths.size();
        starts = new long[count];
        ends = new long[count];
        numbers = new long[count];
        types = new byte[count];
        flags = new boolean[count];
        texts = new byte[count][];
        textLengths = new int[count];
        Arrays.fill(texts, NO_TEXT);
    }

    void reset() {
        named = 0;
        begun = 0;
        ended = 0;
        duplicate = FieldPaths.NONE;
    }

    void named(int node) {
        named |= 1L << node;
    }

    boolean isAnyNamed(long nodes) {
        return (named & nodes) != 0;
    }

    void begin(int node, int type, long offset) {
        final long bit = 1L << node;
        if ((begun & bit) != 0) {
            repeated(node);
        }
        begun |= bit;
        final int path = paths.pathOf(node);
        if (path != FieldPaths.NONE) {
            ended &= ~(1L << path);
            starts[path] = offset;
            types[path] = (byte) type;
            textLengths[path] = -1;
        }
    }

    /** A member of an element of an array comes once an element; only elsewhere is a second one a duplicate. */
    private void repeated(int node) {
        for (int i = node; i != FieldPaths.ROOT; i = paths.parentOf(i)) {
            if (paths.isElement(i)) {
                return;
            }
        }
        if (duplicate == FieldPaths.NONE) {
            duplicate = node;
        }
        forgetBelow(node);
    }

    private void forgetBelow(int node) {
        for (int i = node + 1; i < paths.nodeCount(); i++) {
            if (paths.isBelow(i, node)) {
                begun &= ~(1L << i);
                final int path = paths.pathOf(i);
                if (path != FieldPaths.NONE) {
                    ended &= ~(1L << path);
                }
            }
        }
    }

    void end(int node, long offset) {
        final int path = paths.pathOf(node);
        if (path != FieldPaths.NONE) {
            ended |= 1L << path;
            ends[path] = offset;
        }
    }

    void number(int node, long value, boolean whole) {
        final int path = paths.pathOf(node);
        if (path != FieldPaths.NONE) {
            numbers[path] = value;
            flags[path] = whole;
        }
    }

    /** Whether the container at this node turned out empty. */
    void empty(int node, boolean empty) {
        final int path = paths.pathOf(node);
        if (path != FieldPaths.NONE) {
            flags[path] = empty;
        }
    }

    /** Where the text of a string that begins now is to be gathered; made when a path is first seen to hold a string, then kept. */
    byte[] textOf(int path) {
        if (texts[path].length == 0) {
            texts[path] = new byte[MAX_TEXT];
        }
        return texts[path];
    }

    /** The text of a string that came whole and without escapes; what is longer than {@link #MAX_TEXT} isn't kept. */
    void text(int path, byte[] in, int index, int length) {
        if (length <= MAX_TEXT) {
            System.arraycopy(in, index, textOf(path), 0, length);
            textLengths[path] = length;
        }
    }

    void text(int node, int length) {
        final int path = paths.pathOf(node);
        if (path != FieldPaths.NONE) {
            textLengths[path] = length;
        }
    }

    boolean found(int path) {
        return (ended >>> path & 1) != 0;
    }

    long start(int path) {
        return found(path) ? starts[path] : -1;
    }

    long end(int path) {
        return found(path) ? ends[path] : -1;
    }

    int type(int path) {
        return found(path) ? types[path] : 0;
    }

    long number(int path) {
        return numbers[path];
    }

    boolean flag(int path) {
        return flags[path];
    }

    int textLength(int path) {
        return type(path) == JsonToken.STRING ? textLengths[path] : -1;
    }

    byte[] text(int path) {
        return texts[path];
    }

    int duplicate() {
        return duplicate;
    }
}

package io.sluice.codec.json;

import java.util.Arrays;

/**
 * Changes to make in a body, by offset: some bytes out, some bytes in. Reused; kept in order of their offsets, and never overlapping. Inserted arrays are shared, not
 * copied: they mustn't change until the edits have been applied.
 */
public final class Edits {
    private static final byte[] NOTHING = {};
    private static final byte[] COMMA = {','};
    private static final int FIRST_CAPACITY = 4;

    private long[] offsets = new long[FIRST_CAPACITY];
    private long[] deleted = new long[FIRST_CAPACITY];
    private byte[][] inserted = new byte[FIRST_CAPACITY][];
    private byte[][] suffixes = new byte[FIRST_CAPACITY][];
    private int size;
    private long growth;

    public void clear() {
        Arrays.fill(inserted, 0, size, NOTHING);
        size = 0;
        growth = 0;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Length of a body of {@code oldLength} bytes after the edits. */
    public long newLength(long oldLength) {
        return oldLength + growth;
    }

    /**
     * Replaces {@code deleteLength} bytes at {@code offset}. Edits at one offset apply in the order they were added.
     *
     * @throws IllegalArgumentException if it overlaps another edit
     */
    public void replace(long offset, long deleteLength, byte[] insert) {
        add(offset, deleteLength, insert, NOTHING);
    }

    /**
     * Replaces the value found at a path.
     *
     * @param json the new value, as JSON text
     */
    public void replaceValue(BodyScanner scanner, int path, byte[] json) {
        final long start = requireFound(scanner, path);
        add(start, scanner.valueEnd(path) - start, json, NOTHING);
    }

    /**
     * Puts a member first into the document, which must be an object.
     *
     * @param member such as {@code "n":1}, without a comma
     */
    public void insertMember(BodyScanner scanner, byte[] member) {
        if (scanner.objectStart() < 0) {
            throw new IllegalArgumentException("the document is no object");
        }
        add(scanner.objectStart(), 0, member, scanner.emptyObject() ? NOTHING : COMMA);
    }

    /**
     * Puts a member first into the object found at a path.
     *
     * @param member such as {@code "n":1}, without a comma
     */
    public void insertMemberInto(BodyScanner scanner, int path, byte[] member) {
        final long start = requireFound(scanner, path);
        if (scanner.type(path) != JsonToken.OBJECT) {
            throw new IllegalArgumentException("the value is no object");
        }
        add(start + 1, 0, member, scanner.isEmpty(path) ? NOTHING : COMMA);
    }

    private static long requireFound(BodyScanner scanner, int path) {
        if (!scanner.found(path)) {
            throw new IllegalArgumentException("the value was not found");
        }
        return scanner.valueStart(path);
    }

    private void add(long offset, long deleteLength, byte[] insert, byte[] suffix) {
        if (offset < 0 || deleteLength < 0) {
            throw new IllegalArgumentException("negative offset or length");
        }
        int at = size;
        while (at > 0 && offsets[at - 1] > offset) {
            at--;
        }
        if (at > 0 && offsets[at - 1] + deleted[at - 1] > offset || at < size && offset + deleteLength > offsets[at]) {
            throw new IllegalArgumentException("overlapping edits at " + offset);
        }
        if (size == offsets.length) {
            grow();
        }
        System.arraycopy(offsets, at, offsets, at + 1, size - at);
        System.arraycopy(deleted, at, deleted, at + 1, size - at);
        System.arraycopy(inserted, at, inserted, at + 1, size - at);
        System.arraycopy(suffixes, at, suffixes, at + 1, size - at);
        offsets[at] = offset;
        deleted[at] = deleteLength;
        inserted[at] = insert;
        suffixes[at] = suffix;
        size++;
        growth += insert.length + suffix.length - deleteLength;
    }

    private void grow() {
        final int capacity = size * 2;
        offsets = Arrays.copyOf(offsets, capacity);
        deleted = Arrays.copyOf(deleted, capacity);
        inserted = Arrays.copyOf(inserted, capacity);
        suffixes = Arrays.copyOf(suffixes, capacity);
    }

    int size() {
        return size;
    }

    long offset(int edit) {
        return offsets[edit];
    }

    long deleteLength(int edit) {
        return deleted[edit];
    }

    byte[] inserted(int edit) {
        return inserted[edit];
    }

    byte[] suffix(int edit) {
        return suffixes[edit];
    }
}

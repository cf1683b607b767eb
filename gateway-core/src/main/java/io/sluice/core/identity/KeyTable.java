package io.sluice.core.identity;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A value: all keys by digest, open addressing on the digest's first 8 bytes, at most half full. A lookup is usually one probe,
 * and allocates nothing. Immutable: a reload makes another and swaps it in by one volatile write.
 *
 * <p>Time tells nothing useful: where a probe ends depends on the digest of what was presented, which nobody can steer towards the
 * digest of a key without knowing the key; and the comparison that decides looks at all 32 bytes.
 */
public final class KeyTable {
    /** The most keys a table takes: 2^26. */
    public static final int MAX_KEYS = 1 << 26;

    private final @Nullable ApiKey[] slots;
    private final long[] prefixes;
    private final int size;

    private KeyTable(int size) {
        final int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, size) * 2 - 1) * 2);
        this.slots = new @Nullable ApiKey[capacity];
        this.prefixes = new long[capacity];
        this.size = size;
    }

    public static KeyTable of(Collection<ApiKey> keys) {
        if (keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("must be at most " + MAX_KEYS + " keys: " + keys.size());
        }
        final KeyTable table = new KeyTable(keys.size());
        for (final ApiKey key : keys) {
            table.put(key);
        }
        return table;
    }

    /**
     * The key with that digest, or null if there is none, or it has expired or is disabled: the caller can't tell which.
     *
     * @param sha256 at least 32 bytes; borrowed
     */
    public @Nullable ApiKey find(byte[] sha256, long nowEpochMs) {
        final int slot = slotOf(sha256, nowEpochMs);
        return slot < 0 ? null : slots[slot];
    }

    /** As {@link #find}: the slot of the key, by which something else can be kept beside it; -1 for null. */
    public int slotOf(byte[] sha256, long nowEpochMs) {
        final long prefix = KeyDigest.word(sha256, 0);
        final int mask = slots.length - 1;
        for (int i = (int) prefix & mask; ; i = i + 1 & mask) {
            final ApiKey key = slots[i];
            if (key == null) {
                return -1;
            }
            if (prefixes[i] == prefix && key.digest().matches(sha256)) {
                return key.isValid(nowEpochMs) ? i : -1;
            }
        }
    }

    /** How many slots there are, empty ones included. */
    public int slotCount() {
        return slots.length;
    }

    /** The key in a slot, whether or not it is valid; null when it is empty. */
    public @Nullable ApiKey at(int slot) {
        return slots[slot];
    }

    /** The most slots that any lookup looks at, of whatever digest: the longest run of full ones, and the empty one behind. */
    int longestProbe() {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < 2 * slots.length; i++) {
            run = slots[i & slots.length - 1] == null ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest + 1;
    }

    public int size() {
        return size;
    }

    private void put(ApiKey key) {
        final int mask = slots.length - 1;
        int i = (int) key.digest().a() & mask;
        for (ApiKey seen = slots[i]; seen != null; seen = slots[i]) {
            if (seen.digest().equals(key.digest())) {
                throw new IllegalArgumentException("have the same sha256: keys " + seen.id() + " and " + key.id());
            }
            i = i + 1 & mask;
        }
        slots[i] = key;
        prefixes[i] = key.digest().a();
    }
}

package io.sluice.codec.dialect.neutral;

import io.sluice.codec.json.JsonString;

/** Ids that tie a call to its result, in the forms the vendors take. The same id always becomes the same other id. */
public final class CallIds {
    private static final int MAX_LENGTH = 64;
    private static final int HASH_DIGITS = 8;
    private static final int MADE_LENGTH = 24;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private CallIds() {}

    /** The id as every vendor takes it, {@code [A-Za-z0-9_-]{1,64}}: itself, or with other characters replaced. */
    public static JsonString clean(JsonString id) {
        if (id.length() <= MAX_LENGTH && isClean(id)) {
            return id;
        }
        final String text = id.text();
        final StringBuilder cleaned = new StringBuilder(text.length());
        text.codePoints().forEach(point -> cleaned.append(isPlain(point) ? (char) point : '_'));
        return atMost(JsonString.of(cleaned.toString()), MAX_LENGTH);
    }

    /** A shorter id for a vendor that refuses long ones: the beginning, and a hash of the whole. */
    public static JsonString atMost(JsonString id, int maxLength) {
        if (id.length() <= maxLength) {
            return id;
        }
        final String text = id.text();
        if (text.length() <= maxLength) {
            return id;
        }
        final StringBuilder shortened = new StringBuilder(maxLength)
                .append(text, 0, maxLength - HASH_DIGITS - 1)
                .append('_');
        final String hash = Integer.toHexString(text.hashCode());
        return JsonString.of(shortened
                .append("0".repeat(HASH_DIGITS - hash.length()))
                .append(hash)
                .toString());
    }

    /**
     * An id for a call that came without one.
     *
     * @param number which of this exchange's calls
     */
    public static JsonString made(Work work, int number) {
        final StringBuilder id = new StringBuilder("call_");
        long state = mix(work.idTail().hashCode() + ((long) number << Integer.SIZE));
        for (int i = 0; i < MADE_LENGTH; i++) {
            state = mix(state + i + work.idTail().length());
            id.append(BASE62.charAt((int) Long.remainderUnsigned(state, BASE62.length())));
        }
        return JsonString.of(id.toString());
    }

    /** The finalizer of splitmix64. */
    private static long mix(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static boolean isClean(JsonString id) {
        for (int i = 0; i < id.length(); i++) {
            if (!isPlain(id.byteAt(i))) {
                return false;
            }
        }
        return !id.isEmpty();
    }

    static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}

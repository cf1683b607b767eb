package io.sluice.codec.dialect.openai;

/** Counts what is kept of a stream against its limit. */
final class HeldBytes {
    private long left;

    void begin(int maxBytes) {
        left = maxBytes;
    }

    /** Whether that much more may be kept. */
    boolean take(int bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    /** That much isn't kept any longer. */
    void give(int bytes) {
        left += bytes;
    }
}

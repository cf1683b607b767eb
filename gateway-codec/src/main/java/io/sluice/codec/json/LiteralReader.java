package io.sluice.codec.json;

/** Parser of {@code true}, {@code false} and {@code null} behind their first letter, across any cuts. */
final class LiteralReader {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private byte[] literal = NULL;
    private int matched;

    void start(int token) {
        literal = switch (token) {
            case JsonToken.TRUE -> TRUE;
            case JsonToken.FALSE -> FALSE;
            default -> NULL;
        };
        matched = 1;
    }

    /** Reads on. Returns the index behind the literal, {@code end}, or the index of the byte that is wrong. */
    int read(byte[] in, int from, int end) {
        int at = from;
        while (at < end && matched < literal.length && in[at] == literal[matched]) {
            at++;
            matched++;
        }
        return at;
    }

    boolean isComplete() {
        return matched == literal.length;
    }
}

package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.Scratch;

/**
 * Judges how many tokens of the model's words an unary JSON body holds. Follows strings and brackets only; names are known by
 * their hash, so what it says is a judgement. Constant state, allocates nothing.
 */
final class BodyText {
    private static final int HASH_START = 0x811c9dc5;
    private static final int HASH_FACTOR = 0x01000193;
    private static final int BITS = 64;

    private static final int[] WORDS =
            hashes("content", "text", "arguments", "refusal", "reasoning_content", "reasoning", "thinking");
    private static final int[] WHOLE = hashes("input", "args");

    private final TokenEstimator estimator = new TokenEstimator();

    private int depth;
    private long objects;
    private boolean inString;
    private boolean escaped;
    private boolean expectName;
    private boolean inName;
    private int hash;
    private boolean word;
    private boolean whole;
    private int wholeDepth;

    private static int[] hashes(String... names) {
        final int[] hashes = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            int hash = HASH_START;
            for (byte b : Names.of(names[i])) {
                hash = (hash ^ b) * HASH_FACTOR;
            }
            hashes[i] = hash;
        }
        return hashes;
    }

    void reset() {
        estimator.reset();
        depth = 0;
        objects = 0;
        inString = false;
        escaped = false;
        expectName = false;
        inName = false;
        word = false;
        whole = false;
        wholeDepth = 0;
    }

    long tokens() {
        return estimator.tokens();
    }

    void feed(ByteBuf in, int index, int length) {
        if (in.hasArray()) {
            final int from = in.arrayOffset() + index;
            feed(in.array(), from, from + length);
            return;
        }
        for (int done = 0; done < length; done += Scratch.BLOCK_BYTES) {
            final int part = Math.min(Scratch.BLOCK_BYTES, length - done);
            feed(Scratch.copy(in, index + done, part), 0, part);
        }
    }

    private void feed(byte[] in, int from, int end) {
        int at = from;
        while (at < end) {
            at = inString ? string(in, at, end) : structure(in[at], at);
        }
    }

    private int structure(byte b, int at) {
        switch (b) {
            case '"' -> {
                inString = true;
                inName = expectName;
                hash = HASH_START;
            }
            case '{' -> open(true);
            case '[' -> open(false);
            case '}', ']' -> close();
            case ':' -> expectName = false;
            case ',' -> expectName = inObject();
            default -> {}
        }
        return at + 1;
    }

    private void open(boolean object) {
        depth++;
        final long bit = 1L << (depth % BITS);
        objects = object ? objects | bit : objects & ~bit;
        expectName = object;
        if (whole && wholeDepth == 0) {
            wholeDepth = depth;
        }
    }

    private void close() {
        if (depth == wholeDepth) {
            wholeDepth = 0;
        }
        whole = false;
        word = false;
        expectName = false;
        depth--;
    }

    private boolean inObject() {
        return (objects >>> (depth % BITS) & 1) != 0;
    }

    private int string(byte[] in, int start, int end) {
        int at = start;
        boolean closed = false;
        while (at < end && !closed) {
            final byte b = in[at++];
            if (inName) {
                hash = (hash ^ b) * HASH_FACTOR;
            }
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else {
                closed = b == '"';
            }
        }
        final int textEnd = closed ? at - 1 : at;
        if (wholeDepth > 0 || (!inName && (word || whole))) {
            estimator.addJson(in, start, textEnd - start);
        }
        if (closed) {
            inString = false;
            if (inName) {
                name();
            }
        }
        return at;
    }

    /** The hash has taken in the closing quote as well. */
    private void name() {
        word = isOneOf(WORDS);
        whole = isOneOf(WHOLE);
    }

    private boolean isOneOf(int[] names) {
        for (int name : names) {
            if (((name ^ '"') * HASH_FACTOR) == hash) {
                return true;
            }
        }
        return false;
    }
}

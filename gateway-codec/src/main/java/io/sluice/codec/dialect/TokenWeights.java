package io.sluice.codec.dialect;

/**
 * What each character adds to the estimate of {@link TokenEstimator}, as a machine: a state is what the text before ended in, a
 * kind is what the next character is. A move takes two characters, for each must wait for the one before; it packs the next state
 * and, above it, a weight in thousandths of a token. Weights are fitted to o200k. Constants; any thread.
 */
final class TokenWeights {
    /** Kinds of characters. */
    static final int LOWER = 0;

    static final int CAPITAL = 1;
    static final int DIGIT = 2;
    static final int BLANK = 3;
    static final int LINE_END = 4;
    static final int MARK = 5;
    /** A letter of the Latin script beyond ASCII. */
    static final int ACCENTED = 6;
    /** No character: stands behind the last one when only one is left. */
    static final int NOTHING = 7;
    /** None of the kinds: the byte doesn't tell the character, or its script isn't Latin. */
    static final int UNTOLD = 8;

    private static final int KIND_BITS = 3;
    private static final int PAIR_BITS = 2 * KIND_BITS;

    /** Where a text begins. */
    static final int START = 0;

    private static final int WEIGHT_SHIFT = 12;
    private static final int STATE_MASK = (1 << WEIGHT_SHIFT) - 1;

    private static final int MILLI = 1000;

    /** The first letters of a word come with its start. */
    private static final int WORD_FREE = 5;

    private static final int WORD_START = 1000;
    private static final int WORD_MORE = 125;
    private static final int CAPITAL_MORE = 350;
    private static final int ACCENT_MORE = 500;
    private static final int DIGIT_GROUP = 3;
    private static final int LINE_END_START = 600;
    private static final int MARK_START = 800;
    private static final int MARK_MORE = 250;
    /** One blank belongs to the word behind it, but not to a number; more are a piece of their own. */
    private static final int BLANK_ALONE = 800;

    /** States in a word: so many letters of it, at most {@link #WORD_FREE}, twice: the last ASCII letter was none in lower case, or one. */
    private static final int IN_WORD = START + 1;

    private static final int IN_DIGITS = IN_WORD + 2 * WORD_FREE;
    private static final int BEHIND_BLANK = IN_DIGITS + DIGIT_GROUP;
    private static final int BEHIND_BLANKS = BEHIND_BLANK + 1;
    private static final int BEHIND_LINE_END = BEHIND_BLANKS + 1;
    private static final int BEHIND_MARK = BEHIND_LINE_END + 1;
    private static final int STATES = BEHIND_MARK + 1;

    private static final int[] MOVES = allMoves();
    private static final byte[] KINDS = kinds();
    private static final byte[] JSON_KINDS = jsonKinds();

    private TokenWeights() {}

    /** All moves: a state plus a {@link #pair} is the place of one. Not to be written to. */
    static int[] moves() {
        return MOVES;
    }

    static int pair(int firstKind, int secondKind) {
        return firstKind << KIND_BITS | secondKind;
    }

    static int stateAfter(int move) {
        return move & STATE_MASK;
    }

    static int weight(int move) {
        return move >>> WEIGHT_SHIFT;
    }

    /** The kinds of bytes, by their unsigned value. Not to be written to. */
    static byte[] ofText() {
        return KINDS;
    }

    /** The same inside a JSON string, where a backslash doesn't tell the character. */
    static byte[] ofJson() {
        return JSON_KINDS;
    }

    /** The kind of a character, by its code point; {@link #UNTOLD} for one of another script, which weighs by itself and begins anew. */
    static int kind(int c) {
        if (c >= 0x80) {
            return c < 0x250 && c >= 0xc0 && c != 0xd7 && c != 0xf7 ? ACCENTED : UNTOLD;
        }
        return c < 0 ? MARK : KINDS[c];
    }

    /** Weight of a character of another script. */
    static int ofForeign(int c) {
        if (c < 0x250) {
            return MILLI; // signs among the Latin letters
        }
        if (c < 0x530) {
            return 330; // Greek, Cyrillic
        }
        if (c < 0x900) {
            return 430; // Hebrew, Arabic
        }
        if (c < 0x1e00) {
            return 450; // Indic, Thai, Georgian, …
        }
        if (c < 0x2000) {
            return 500; // more Latin, Greek
        }
        if (c < 0x2e80) {
            return 1000; // signs
        }
        if (c < 0x3040) {
            return 800; // marks of East Asia
        }
        if (c < 0x3100) {
            return 700; // Kana
        }
        if (c < 0xac00) {
            return 750; // Han
        }
        if (c < 0xd7b0) {
            return 730; // Hangul
        }
        return c < 0x10000 ? 800 : 2000;
    }

    private static byte[] kinds() {
        final byte[] kinds = new byte[256];
        for (int c = 0; c < 256; c++) {
            if (c >= 0x80) {
                kinds[c] = UNTOLD;
            } else if (c >= 'a' && c <= 'z') {
                kinds[c] = LOWER;
            } else if (c >= 'A' && c <= 'Z') {
                kinds[c] = CAPITAL;
            } else if (c >= '0' && c <= '9') {
                kinds[c] = DIGIT;
            } else {
                kinds[c] = (byte) (c == ' ' || c == '\t' ? BLANK : c == '\n' || c == '\r' ? LINE_END : MARK);
            }
        }
        return kinds;
    }

    private static byte[] jsonKinds() {
        final byte[] kinds = kinds();
        kinds['\\'] = UNTOLD;
        return kinds;
    }

    private static int[] allMoves() {
        final int[] moves = new int[STATES << PAIR_BITS];
        for (int state = 0; state < STATES; state++) {
            for (int first = LOWER; first <= NOTHING; first++) {
                for (int second = LOWER; second <= NOTHING; second++) {
                    final int one = move(state, first);
                    final int two = move(stateAfter(one), second);
                    moves[(state << PAIR_BITS) + pair(first, second)] =
                            to(stateAfter(two) << PAIR_BITS, weight(one) + weight(two));
                }
            }
        }
        return moves;
    }

    private static int move(int state, int kind) {
        return switch (kind) {
            case DIGIT -> digit(state);
            case BLANK -> blank(state);
            case LINE_END -> to(BEHIND_LINE_END, state == BEHIND_LINE_END ? 0 : LINE_END_START);
            case MARK -> to(BEHIND_MARK, state == BEHIND_MARK ? MARK_MORE : MARK_START);
            case NOTHING -> to(state, 0);
            default -> letter(state, kind);
        };
    }

    private static int blank(int state) {
        if (state == BEHIND_BLANK) {
            return to(BEHIND_BLANKS, BLANK_ALONE);
        }
        return to(state == BEHIND_BLANKS ? BEHIND_BLANKS : BEHIND_BLANK, 0);
    }

    private static int letter(int state, int kind) {
        final boolean inWord = state >= IN_WORD && state < IN_DIGITS;
        final int letters = inWord ? (state - IN_WORD) / 2 + 1 : 0;
        final boolean lowerBefore = inWord && (state - IN_WORD) % 2 == 1;
        final int lower = kind == LOWER || kind == ACCENTED && lowerBefore ? 1 : 0;
        if (!inWord || kind == CAPITAL && lowerBefore) {
            return to(IN_WORD + lower, WORD_START);
        }
        final int weight = switch (kind) {
            case CAPITAL -> CAPITAL_MORE;
            case ACCENTED -> ACCENT_MORE;
            default -> letters < WORD_FREE ? 0 : WORD_MORE;
        };
        return to(IN_WORD + 2 * (Math.min(letters + 1, WORD_FREE) - 1) + lower, weight);
    }

    private static int digit(int state) {
        final boolean inGroup = state >= IN_DIGITS && state < IN_DIGITS + DIGIT_GROUP - 1;
        if (inGroup) {
            return to(state + 1, 0);
        }
        return to(IN_DIGITS, state == BEHIND_BLANK ? BLANK_ALONE + MILLI : MILLI);
    }

    private static int to(int state, int weight) {
        return weight << WEIGHT_SHIFT | state;
    }
}

package io.sluice.codec.dialect;

/** The estimate written down rule by rule, one character at a time, for {@link TokenEstimator} to be compared with: slow and plain. */
final class PlainTokenEstimator {
    private static final int MILLI = 1000;

    /** The first bytes of a word come with its start. */
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

    private static final int ESCAPE_NONE = 0;
    private static final int ESCAPE_BEGUN = -1;
    /** Stands for all characters beyond the basic plane: mostly pictographs. */
    private static final int PICTOGRAPH = 0x1f600;

    private enum Run {
        NONE,
        WORD,
        DIGITS,
        MARKS,
        BLANKS,
        LINE_ENDS,
        FOREIGN
    }

    private long milliTokens;
    private Run run = Run.NONE;
    private int runLength;
    private boolean lowerBefore;
    private int codePoint;
    private int continuationsLeft;
    private int escape;
    private int escapeValue;

    void reset() {
        milliTokens = 0;
        run = Run.NONE;
        runLength = 0;
        lowerBefore = false;
        codePoint = 0;
        continuationsLeft = 0;
        escape = ESCAPE_NONE;
        escapeValue = 0;
    }

    long milliTokens() {
        return milliTokens;
    }

    /** Adds UTF-8 text. */
    void addText(byte[] in, int index, int length) {
        for (int i = index; i < index + length; i++) {
            octet(in[i]);
        }
    }

    /** Adds the inside of a JSON string as it stands, escapes included. */
    void addJson(byte[] in, int index, int length) {
        for (int i = index; i < index + length; i++) {
            json(in[i]);
        }
    }

    private void json(byte b) {
        if (escape != ESCAPE_NONE) {
            escaped(b);
        } else if (b == '\\') {
            escape = ESCAPE_BEGUN;
        } else {
            octet(b);
        }
    }

    private void escaped(byte b) {
        if (escape == ESCAPE_BEGUN) {
            escape = b == 'u' ? 4 : ESCAPE_NONE;
            escapeValue = 0;
            if (b != 'u') {
                character(b == 'n' || b == 'r' ? '\n' : b == 't' ? ' ' : b);
            }
            return;
        }
        escapeValue = escapeValue << 4 | (Character.digit(b, 16) & 0xf);
        escape--;
        if (escape == ESCAPE_NONE && !Character.isLowSurrogate((char) escapeValue)) {
            character(Character.isHighSurrogate((char) escapeValue) ? PICTOGRAPH : escapeValue);
        }
    }

    private void octet(byte b) {
        if (b >= 0) {
            character(b);
        } else if (continuationsLeft > 0 && (b & 0xc0) == 0x80) {
            codePoint = codePoint << 6 | (b & 0x3f);
            continuationsLeft--;
            if (continuationsLeft == 0) {
                character(codePoint);
            }
        } else {
            lead(b);
        }
    }

    private void lead(byte b) {
        if ((b & 0xe0) == 0xc0) {
            continuationsLeft = 1;
            codePoint = b & 0x1f;
        } else if ((b & 0xf0) == 0xe0) {
            continuationsLeft = 2;
            codePoint = b & 0x0f;
        } else if ((b & 0xf8) == 0xf0) {
            continuationsLeft = 3;
            codePoint = b & 0x07;
        }
    }

    private void character(int c) {
        if (c < 0x80) {
            ascii(c);
        } else if (c < 0x250 && c >= 0xc0 && c != 0xd7 && c != 0xf7) {
            word(false, ACCENT_MORE);
        } else {
            foreign(c);
        }
    }

    private void ascii(int c) {
        if ((c >= 'a' && c <= 'z')) {
            word(false, WORD_MORE);
            lowerBefore = true;
        } else if (c >= 'A' && c <= 'Z') {
            word(lowerBefore, CAPITAL_MORE);
            lowerBefore = false;
        } else if (c >= '0' && c <= '9') {
            digit();
        } else if (c == ' ' || c == '\t') {
            blank();
        } else if (c == '\n' || c == '\r') {
            enter(Run.LINE_ENDS, LINE_END_START, 0);
        } else {
            enter(Run.MARKS, MARK_START, MARK_MORE);
        }
    }

    private void word(boolean anew, int more) {
        if (run != Run.WORD || anew) {
            run = Run.WORD;
            runLength = 1;
            milliTokens += WORD_START;
            return;
        }
        runLength++;
        if (runLength > WORD_FREE || more != WORD_MORE) {
            milliTokens += more;
        }
    }

    private void digit() {
        if (run == Run.BLANKS && runLength == 1) {
            milliTokens += BLANK_ALONE;
        }
        if (run != Run.DIGITS || runLength == DIGIT_GROUP) {
            run = Run.DIGITS;
            runLength = 0;
            milliTokens += MILLI;
        }
        runLength++;
        lowerBefore = false;
    }

    private void blank() {
        if (run == Run.BLANKS && runLength == 1) {
            milliTokens += BLANK_ALONE;
        }
        enter(Run.BLANKS, 0, 0);
    }

    private void foreign(int c) {
        milliTokens += weight(c);
        run = Run.FOREIGN;
        runLength = 0;
        lowerBefore = false;
    }

    private static int weight(int c) {
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

    private void enter(Run next, int start, int more) {
        if (run == next) {
            runLength++;
            milliTokens += more;
        } else {
            run = next;
            runLength = 1;
            milliTokens += start;
        }
        lowerBefore = false;
    }
}

package io.sluice.codec.json;

import org.jspecify.annotations.Nullable;

/**
 * Parser of one JSON string behind its opening quote, across any cuts: escapes and UTF-8 are validated, and the decoded text may be gathered into a bounded array.
 * An escaped surrogate without its other half is legal JSON; it decodes to U+FFFD.
 */
final class StringReader {
    private static final byte[] NOWHERE = {};

    private enum State {
        PLAIN,
        ESCAPE,
        HEX,
        CONTINUATION,
        CLOSED,
        FAILED
    }

    private State state = State.CLOSED;
    private boolean escaped;
    private int hexLeft;
    private int hex;
    private int highSurrogate;
    private int continuationsLeft;
    private int low;
    private int high;
    private @Nullable String failure;

    private byte[] text = NOWHERE;
    private boolean gathering;
    private int textLength;
    private boolean overflowed;

    /** Begins a string whose decoded text nobody wants. */
    void start() {
        begin();
        gathering = false;
        text = NOWHERE;
    }

    /** Begins a string whose decoded text goes to {@code into}; what doesn't fit makes {@link #textLength} -1. */
    void start(byte[] into) {
        begin();
        gathering = true;
        text = into;
    }

    private void begin() {
        state = State.PLAIN;
        escaped = false;
        highSurrogate = 0;
        textLength = 0;
        overflowed = false;
        failure = null;
    }

    /** Reads on. Returns the index behind the closing quote, {@code end}, or the index of the byte that is wrong. */
    int read(byte[] in, int from, int end) {
        int at = from;
        while (at < end) {
            at = switch (state) {
                case PLAIN -> plain(in, at, end);
                case ESCAPE -> escape(in[at], at);
                case HEX -> hex(in[at], at);
                case CONTINUATION -> continuation(in[at], at);
                case CLOSED, FAILED -> throw new IllegalStateException("not in a string");
            };
            if (state == State.CLOSED || state == State.FAILED) {
                return at;
            }
        }
        return at;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    boolean hasFailed() {
        return state == State.FAILED;
    }

    @Nullable
    String failure() {
        return failure;
    }

    /** The raw text differs from the decoded one. */
    boolean wasEscaped() {
        return escaped;
    }

    /** Bytes of decoded text gathered, or -1 when it didn't fit. */
    int textLength() {
        return overflowed ? -1 : textLength;
    }

    private int plain(byte[] in, int from, int end) {
        final int stop = StringStops.find(in, from, end);
        if (gathering && stop > from) {
            gather(in, from, stop - from);
        }
        if (stop == end) {
            return end;
        }
        final byte b = in[stop];
        if (b == '"') {
            endHighSurrogate();
            state = State.CLOSED;
        } else if (b == '\\') {
            escaped = true;
            state = State.ESCAPE;
        } else if (b < 0) {
            return longCharacters(in, stop, end);
        } else {
            return fail("control character in a string", stop);
        }
        return stop + 1;
    }

    private int longCharacters(byte[] in, int from, int end) {
        final int stop = Utf8.skip(in, from, end);
        if (stop > from) {
            if (gathering) {
                gather(in, from, stop - from);
            }
            return stop;
        }
        final byte lead = in[from];
        continuationsLeft = Utf8.continuations(lead);
        if (continuationsLeft <= 0) {
            return fail("invalid UTF-8", from);
        }
        low = Utf8.lowestSecond(lead);
        high = Utf8.highestSecond(lead);
        state = State.CONTINUATION;
        gather(lead);
        return from + 1;
    }

    private int continuation(byte b, int at) {
        final int value = b & 0xff;
        if (value < low || value > high) {
            return fail("invalid UTF-8", at);
        }
        gather(b);
        low = 0x80;
        high = 0xbf;
        if (--continuationsLeft == 0) {
            state = State.PLAIN;
        }
        return at + 1;
    }

    private int escape(byte b, int at) {
        if (b == 'u') {
            hex = 0;
            hexLeft = 4;
            state = State.HEX;
            return at + 1;
        }
        final int decoded = unescaped(b);
        if (decoded < 0) {
            return fail("invalid escape in a string", at);
        }
        gather((byte) decoded);
        state = State.PLAIN;
        return at + 1;
    }

    private static int unescaped(byte b) {
        return switch (b) {
            case '"', '\\', '/' -> b;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> -1;
        };
    }

    private int hex(byte b, int at) {
        final int digit = digit(b);
        if (digit < 0) {
            return fail("invalid escape in a string", at);
        }
        hex = hex << 4 | digit;
        if (--hexLeft == 0) {
            state = State.PLAIN;
            codeUnit((char) hex);
        }
        return at + 1;
    }

    private static int digit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        final int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private void codeUnit(char unit) {
        if (!gathering) {
            return;
        }
        if (Character.isLowSurrogate(unit) && highSurrogate != 0) {
            final int codePoint = Character.toCodePoint((char) highSurrogate, unit);
            highSurrogate = 0;
            encode(codePoint);
            return;
        }
        endHighSurrogate();
        if (Character.isHighSurrogate(unit)) {
            highSurrogate = unit;
        } else {
            encode(Character.isLowSurrogate(unit) ? 0xfffd : unit);
        }
    }

    private void endHighSurrogate() {
        if (highSurrogate != 0) {
            highSurrogate = 0;
            encode(0xfffd);
        }
    }

    private void encode(int codePoint) {
        final int length = Utf8.length(codePoint);
        if (length > text.length - textLength) {
            overflowed = true;
        } else {
            textLength += Utf8.encode(codePoint, text, textLength);
        }
    }

    private void gather(byte b) {
        if (!gathering) {
            return;
        }
        endHighSurrogate();
        if (textLength == text.length) {
            overflowed = true;
        } else {
            text[textLength++] = b;
        }
    }

    private void gather(byte[] in, int index, int length) {
        endHighSurrogate();
        if (length > text.length - textLength) {
            overflowed = true;
        } else {
            System.arraycopy(in, index, text, textLength, length);
            textLength += length;
        }
    }

    private int fail(String what, int at) {
        failure = what;
        state = State.FAILED;
        return at;
    }
}

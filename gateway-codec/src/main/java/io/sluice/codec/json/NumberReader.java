package io.sluice.codec.json;

/**
 * Parser of one JSON number across any cuts. Keeps its value as a whole number: fractions are cut off, and what is beyond ±(2^63 - 1) becomes that, so that
 * {@code 1e99} is very large and never small.
 */
final class NumberReader {
    private static final int MAX_EXPONENT = 100_000;

    private enum State {
        MINUS,
        ZERO,
        INTEGER,
        POINT,
        FRACTION,
        E,
        E_SIGN,
        EXPONENT
    }

    private State state = State.ZERO;
    private boolean negative;
    private boolean whole;
    private boolean negativeExponent;
    private long significand;
    private boolean full;
    private int scale;
    private int exponent;

    /** @param first a minus sign or a digit, already consumed */
    void start(byte first) {
        negative = first == '-';
        whole = true;
        negativeExponent = false;
        significand = negative ? 0 : first - '0';
        full = false;
        scale = 0;
        exponent = 0;
        if (negative) {
            state = State.MINUS;
        } else {
            state = first == '0' ? State.ZERO : State.INTEGER;
        }
    }

    /** Reads on. Returns {@code end}, or the index of the first byte that isn't part of the number: if then it isn't {@link #isComplete}, that byte is wrong. */
    int read(byte[] in, int from, int end) {
        for (int at = from; at < end; at++) {
            if (!take(in[at])) {
                return at;
            }
        }
        return end;
    }

    boolean isComplete() {
        return switch (state) {
            case ZERO, INTEGER, FRACTION, EXPONENT -> true;
            case MINUS, POINT, E, E_SIGN -> false;
        };
    }

    /** Written without fraction and exponent. */
    boolean isWhole() {
        return whole;
    }

    long value() {
        final long magnitude = magnitude();
        return negative ? -magnitude : magnitude;
    }

    private long magnitude() {
        long result = significand;
        int power = (negativeExponent ? -exponent : exponent) + scale;
        if (full && power > 0) {
            return Long.MAX_VALUE;
        }
        for (; power < 0 && result != 0; power++) {
            result /= 10;
        }
        for (; power > 0 && result != 0; power--) {
            if (result > Long.MAX_VALUE / 10) {
                return Long.MAX_VALUE;
            }
            result *= 10;
        }
        return result;
    }

    private boolean take(byte b) {
        if (b >= '0' && b <= '9') {
            return digit(b - '0');
        }
        return switch (b) {
            case '.' -> point();
            case 'e', 'E' -> e();
            case '+', '-' -> sign(b);
            default -> false;
        };
    }

    private boolean digit(int digit) {
        switch (state) {
            case MINUS -> {
                state = digit == 0 ? State.ZERO : State.INTEGER;
                significant(digit, 0);
            }
            case INTEGER -> significant(digit, 0);
            case POINT, FRACTION -> {
                state = State.FRACTION;
                significant(digit, 1);
            }
            case E, E_SIGN, EXPONENT -> {
                state = State.EXPONENT;
                exponent = Math.min(MAX_EXPONENT, exponent * 10 + digit);
            }
            case ZERO -> {
                return false;
            }
        }
        return true;
    }

    private void significant(int digit, int decimals) {
        if (full || significand > (Long.MAX_VALUE - digit) / 10) {
            full = true;
            scale += 1 - decimals;
            return;
        }
        significand = significand * 10 + digit;
        scale -= decimals;
    }

    private boolean point() {
        if (state != State.ZERO && state != State.INTEGER) {
            return false;
        }
        whole = false;
        state = State.POINT;
        return true;
    }

    private boolean e() {
        if (state != State.ZERO && state != State.INTEGER && state != State.FRACTION) {
            return false;
        }
        whole = false;
        state = State.E;
        return true;
    }

    private boolean sign(byte b) {
        if (state != State.E) {
            return false;
        }
        negativeExponent = b == '-';
        state = State.E_SIGN;
        return true;
    }
}

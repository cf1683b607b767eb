package io.sluice.benchmarks.endtoend.load;

import io.netty.buffer.ByteBuf;

/**
 * A mark in each event's text: {@code @T}, twenty digits of the monotonic clock in nanoseconds when it was written,
 * {@code #}, eight digits of its number in the stream. The clock is the machine's, so that processes can compare.
 */
public final class Stamp {
    public static final String BLANK = "@T" + "0".repeat(20) + "#" + "0".repeat(8);
    static final int LENGTH = BLANK.length();

    static final byte FIRST = '@';
    private static final int CLOCK_AT = 2;
    private static final int CLOCK_DIGITS = 20;
    private static final int NUMBER_AT = CLOCK_AT + CLOCK_DIGITS + 1;
    private static final int NUMBER_DIGITS = 8;

    private Stamp() {}

    /** Overwrites a blank stamp. */
    public static void set(ByteBuf buf, int at, long clockNs, int number) {
        setDigits(buf, at + CLOCK_AT, CLOCK_DIGITS, clockNs);
        setDigits(buf, at + NUMBER_AT, NUMBER_DIGITS, number);
    }

    private static void setDigits(ByteBuf buf, int at, int digits, long value) {
        long left = value;
        for (int i = digits - 1; i >= 0 && left > 0; i--) {
            buf.setByte(at + i, '0' + (int) (left % 10));
            left /= 10;
        }
    }

    /** @return nanoseconds of the writer's clock, or -1 when there is no stamp at this place */
    static long clockNs(ByteBuf buf, int at) {
        return buf.getByte(at) == FIRST && buf.getByte(at + 1) == 'T' && buf.getByte(at + NUMBER_AT - 1) == '#'
                ? digits(buf, at + CLOCK_AT, CLOCK_DIGITS)
                : -1;
    }

    /** @return the event's number in its stream, or -1 */
    static int number(ByteBuf buf, int at) {
        return (int) digits(buf, at + NUMBER_AT, NUMBER_DIGITS);
    }

    private static long digits(ByteBuf buf, int at, int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            final int digit = buf.getByte(at + i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}

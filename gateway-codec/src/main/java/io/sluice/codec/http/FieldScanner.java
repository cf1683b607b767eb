package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import io.sluice.codec.Scratch;
import org.jspecify.annotations.Nullable;

/**
 * Parser of the field lines of a head: each byte is judged when it is seen, once, and a head may stop at any byte and go on
 * later, in the same buffer or, with the bytes moved, in another. Adds what it reads to its {@link Head}.
 */
final class FieldScanner {
    /** More than any registered name needs. */
    static final int MAX_NAME_BYTES = 256;

    /** Bytes of a line with one letter for its name and no value. */
    private static final int SHORTEST_LINE = 4;

    /** Bytes copied at a time to be looked at: more than most heads have, and not much of the body behind them. */
    private static final int COPIED_BYTES = 4096;

    /** All bytes were read and the head goes on. */
    static final int MORE = -1;

    /** A rule is broken: {@link #violation} at {@link #violationAt}. */
    static final int BAD = -2;

    private enum Step {
        LINE,
        NAME,
        SPACE,
        VALUE,
        LINE_FEED,
        LAST_LINE_FEED
    }

    private final Head head;
    private final int maxFields;

    private Step step = Step.LINE;
    private int nameAt;
    private int nameLength;
    private int valueAt;
    private int valueEnd;

    private @Nullable Violation violation;
    private int violationAt;

    FieldScanner(final Head head, final int maxFields) {
        this.head = head;
        this.maxFields = maxFields;
    }

    void reset() {
        step = Step.LINE;
    }

    /** The rule broken last. */
    Violation violation() {
        final Violation rule = violation;
        if (rule == null) {
            throw new IllegalStateException("nothing is wrong");
        }
        return rule;
    }

    /** Offset from the start of the message. */
    int violationAt() {
        return violationAt;
    }

    int fail(final Violation rule, final int at) {
        violation = rule;
        violationAt = at;
        return BAD;
    }

    /**
     * @param base index of the message's first byte
     * @return index behind the blank line that ends the head, {@link #MORE} or {@link #BAD}
     */
    int scan(final ByteBuf buf, final int base, final int from, final int end) {
        Step step = this.step;
        int at = step == Step.LINE ? usualLines(buf, base, from, end) : from;
        if (at < 0) {
            return at;
        }
        while (at < end) {
            switch (step) {
                case LINE -> {
                    final byte b = buf.getByte(at);
                    if (b == Octets.CR) {
                        step = Step.LAST_LINE_FEED;
                    } else if (!Octets.is(b, Octets.TOKEN)) {
                        return fail(lineStartRule(b), at - base);
                    } else if (head.fieldCount() == maxFields) {
                        return fail(Violation.TOO_MANY_FIELDS, at - base);
                    } else {
                        nameAt = at - base;
                        step = Step.NAME;
                    }
                    at++;
                }
                case NAME -> {
                    at = Octets.skip(buf, at, end, Octets.TOKEN);
                    if (at < end) {
                        if (buf.getByte(at) != ':') {
                            return fail(nameRule(buf.getByte(at)), at - base);
                        }
                        nameLength = at - base - nameAt;
                        if (nameLength > MAX_NAME_BYTES) {
                            return fail(Violation.NAME_TOO_LONG, nameAt);
                        }
                        at++;
                        step = Step.SPACE;
                    }
                }
                case SPACE -> {
                    while (at < end && Octets.isOws(buf.getByte(at))) {
                        at++;
                    }
                    if (at < end) {
                        valueAt = at - base;
                        step = Step.VALUE;
                    }
                }
                case VALUE -> {
                    at = Octets.skipValue(buf, at, end);
                    if (at < end) {
                        final byte b = buf.getByte(at);
                        if (b != Octets.CR) {
                            return fail(b == Octets.LF ? Violation.BARE_LF : Violation.VALUE_CHARACTER, at - base);
                        }
                        valueEnd = at - base;
                        at++;
                        step = Step.LINE_FEED;
                    }
                }
                case LINE_FEED -> {
                    if (buf.getByte(at) != Octets.LF) {
                        return fail(Violation.BARE_CR, at - 1 - base);
                    }
                    final Violation rule = head.add(nameAt, nameLength, valueAt, valueEnd);
                    if (rule != null) {
                        return fail(rule, nameAt);
                    }
                    at++;
                    step = Step.LINE;
                }
                case LAST_LINE_FEED -> {
                    if (buf.getByte(at) != Octets.LF) {
                        return fail(Violation.BARE_CR, at - 1 - base);
                    }
                    return at + 1;
                }
            }
        }
        this.step = step;
        return MORE;
    }

    /**
     * Takes the lines that are as nearly all are: whole, and nothing wrong with them. Whatever else there is, is left to the
     * steps above.
     *
     * @return index behind the last one taken, or {@link #BAD}
     */
    private int usualLines(final ByteBuf buf, final int base, final int from, final int end) {
        int at = from;
        while (end - at >= SHORTEST_LINE && buf.getByte(at) != Octets.CR) {
            final int length = Math.min(end - at, COPIED_BYTES);
            final int taken = usualLines(Scratch.copy(buf, at, length), length, at - base);
            if (taken <= 0) {
                return taken < 0 ? taken : at;
            }
            at += taken;
        }
        return at;
    }

    /** @param offset of the first of the bytes from the start of the message. @return bytes taken, or {@link #BAD} */
    private int usualLines(final byte[] in, final int length, final int offset) {
        int line = 0;
        for (; ; ) {
            final int colon = Octets.skip(in, line, length, Octets.TOKEN);
            final int name = colon - line;
            if (name == 0 || name > MAX_NAME_BYTES || colon == length || in[colon] != ':') {
                return line;
            }
            int value = colon + 1;
            while (value < length && Octets.isOws(in[value])) {
                value++;
            }
            final int end = Octets.skipValue(in, value, length);
            if (length - end < 2
                    || in[end] != Octets.CR
                    || in[end + 1] != Octets.LF
                    || head.fieldCount() == maxFields) {
                return line;
            }
            int last = end;
            while (last > value && Octets.isOws(in[last - 1])) {
                last--;
            }
            final Violation rule = head.add(offset + line, name, in[line], offset + value, last - value);
            if (rule != null) {
                return fail(rule, offset + line);
            }
            line = end + 2;
        }
    }

    static Violation lineStartRule(final byte b) {
        return switch (b) {
            case ':' -> Violation.NAME_EMPTY;
            case Octets.SP, Octets.HTAB -> Violation.OBS_FOLD;
            case Octets.LF -> Violation.BARE_LF;
            default -> Violation.NAME_CHARACTER;
        };
    }

    static Violation nameRule(final byte b) {
        return switch (b) {
            case Octets.SP, Octets.HTAB -> Violation.NAME_SPACE;
            case Octets.CR -> Violation.COLON_MISSING;
            case Octets.LF -> Violation.BARE_LF;
            default -> Violation.NAME_CHARACTER;
        };
    }
}

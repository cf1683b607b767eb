package io.sluice.codec.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Parser of chunked framing: size lines, the line end behind the data, and the trailer section, which is checked, bounded
 * and dropped. The data between is its caller's: see {@link #dataLeft}. Keeps no bytes.
 */
final class ChunkScanner {
    /** All bytes were read and the framing goes on. */
    static final int MORE = 0;

    /** Data follows: {@link #dataLeft} bytes. */
    static final int DATA = 1;

    /** The last chunk and the trailers are read. */
    static final int END = 2;

    /** A rule is broken: {@link #violation}, at {@link #violationBack} bytes before the reader index. */
    static final int BAD = 3;

    private static final int MAX_SIZE_DIGITS = 16;
    private static final int MAX_PLAIN_DIGITS = 7;
    private static final short CRLF = 0x0d0a;
    private static final int MAX_EXTENSION_BYTES = 4096;

    private enum Step {
        FIRST_DIGIT,
        SIZE,
        EXTENSION_NAME_START,
        EXTENSION_NAME,
        EXTENSION_VALUE_START,
        EXTENSION_VALUE,
        SIZE_LINE_FEED,
        DATA_RETURN,
        DATA_LINE_FEED,
        TRAILER_LINE,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LINE_FEED,
        LAST_LINE_FEED
    }

    private final HttpLimits limits;

    private Step step = Step.FIRST_DIGIT;
    private long size;
    private int digits;
    private long dataLeft;
    private long bodyLeft;
    private int wholeLength;
    private int extensionBytes;
    private int trailerBytes;
    private int trailerFields;

    private @Nullable Violation violation;
    private int violationBack;

    ChunkScanner(final HttpLimits limits) {
        this.limits = limits;
        reset();
    }

    void reset() {
        step = Step.FIRST_DIGIT;
        size = 0;
        digits = 0;
        dataLeft = 0;
        bodyLeft = limits.maxBodyBytes();
        extensionBytes = 0;
        trailerBytes = 0;
        trailerFields = 0;
    }

    /** Bytes of the current chunk's data not yet taken; while positive, the next bytes are data. */
    long dataLeft() {
        return dataLeft;
    }

    void takeData(final int length) {
        dataLeft -= length;
    }

    Violation violation() {
        final Violation rule = violation;
        if (rule == null) {
            throw new IllegalStateException("nothing is wrong");
        }
        return rule;
    }

    /** How many bytes before the reader index the offending byte is. */
    int violationBack() {
        return violationBack;
    }

    /** Whether the next byte begins a chunk's size line. */
    boolean isAtChunk() {
        return step == Step.FIRST_DIGIT && dataLeft == 0;
    }

    /**
     * Where the data begins of a chunk that lies whole between {@code from} and {@code end}, in the plain form that nearly all
     * writers give it: size, line end, data, line end. Its length is {@link #wholeLength}. -1 for any other, which {@link #scan}
     * has to judge.
     */
    int wholeChunk(final ByteBuf in, final int from, final int end) {
        final int stop = Math.min(end, from + MAX_PLAIN_DIGITS);
        int length = 0;
        int at = from;
        for (int digit; at < stop && (digit = Octets.hex(in.getByte(at))) >= 0; at++) {
            length = length << 4 | digit;
        }
        final int data = at + 2;
        if (at == from
                || length == 0
                || length > bodyLeft
                || end - data < length + 2
                || in.getShort(at) != CRLF
                || in.getShort(data + length) != CRLF) {
            return -1;
        }
        wholeLength = length;
        return data;
    }

    int wholeLength() {
        return wholeLength;
    }

    void takeWhole() {
        bodyLeft -= wholeLength;
    }

    /** Reads framing from {@code in}, which it borrows, up to where data begins. @return one of the constants above */
    int scan(final ByteBuf in) {
        final int end = in.writerIndex();
        int at = in.readerIndex();
        int verdict = MORE;
        while (at < end && verdict == MORE) {
            verdict = take(in.getByte(at++));
        }
        in.readerIndex(at);
        return verdict;
    }

    private int take(final byte b) {
        return switch (step) {
            case FIRST_DIGIT, SIZE -> size(b);
            case EXTENSION_NAME_START -> extensionStart(b, Step.EXTENSION_NAME);
            case EXTENSION_VALUE_START -> extensionStart(b, Step.EXTENSION_VALUE);
            case EXTENSION_NAME, EXTENSION_VALUE -> extension(b);
            case SIZE_LINE_FEED -> b == Octets.LF ? sizeRead() : bareReturn();
            case DATA_RETURN -> dataReturn(b);
            case DATA_LINE_FEED -> b == Octets.LF ? next(Step.FIRST_DIGIT) : bareReturn();
            default -> trailer(b);
        };
    }

    private int size(final byte b) {
        final int digit = Octets.hex(b);
        if (digit >= 0) {
            if (digits == MAX_SIZE_DIGITS || size >>> 59 != 0) {
                return fail(Violation.CHUNK_SIZE_OVERFLOW, 1);
            }
            digits++;
            size = size << 4 | digit;
            step = Step.SIZE;
            return MORE;
        }
        if (step == Step.FIRST_DIGIT || b != Octets.CR && b != ';') {
            return fail(b == Octets.LF ? Violation.BARE_LF : Violation.CHUNK_SIZE_MALFORMED, 1);
        }
        if (size > bodyLeft) {
            return fail(Violation.BODY_TOO_LARGE, 1);
        }
        return next(b == ';' ? Step.EXTENSION_NAME_START : Step.SIZE_LINE_FEED);
    }

    private int extensionStart(final byte b, final Step inside) {
        if (!Octets.is(b, Octets.TOKEN)) {
            return badExtension(b);
        }
        step = inside;
        return extension(b);
    }

    private int extension(final byte b) {
        if (++extensionBytes > MAX_EXTENSION_BYTES) {
            return fail(Violation.CHUNK_EXTENSIONS_TOO_LARGE, 1);
        }
        if (Octets.is(b, Octets.TOKEN)) {
            return MORE;
        }
        if (b == Octets.CR) {
            return next(Step.SIZE_LINE_FEED);
        }
        if (b == ';') {
            return next(Step.EXTENSION_NAME_START);
        }
        return b == '=' && step == Step.EXTENSION_NAME ? next(Step.EXTENSION_VALUE_START) : badExtension(b);
    }

    private int badExtension(final byte b) {
        return fail(b == Octets.LF ? Violation.BARE_LF : Violation.CHUNK_EXTENSION_CHARACTER, 1);
    }

    private int sizeRead() {
        if (size == 0) {
            return next(Step.TRAILER_LINE);
        }
        dataLeft = size;
        bodyLeft -= size;
        size = 0;
        digits = 0;
        step = Step.DATA_RETURN;
        return DATA;
    }

    private int dataReturn(final byte b) {
        if (b == Octets.CR) {
            return next(Step.DATA_LINE_FEED);
        }
        return fail(b == Octets.LF ? Violation.BARE_LF : Violation.CHUNK_DATA_UNTERMINATED, 1);
    }

    private int trailer(final byte b) {
        if (++trailerBytes > limits.maxHeadBytes()) {
            return fail(Violation.HEAD_TOO_LARGE, 1);
        }
        return switch (step) {
            case TRAILER_LINE -> trailerLine(b);
            case TRAILER_NAME -> trailerName(b);
            case TRAILER_VALUE -> trailerValue(b);
            case TRAILER_LINE_FEED -> b == Octets.LF ? next(Step.TRAILER_LINE) : bareReturn();
            default -> b == Octets.LF ? END : bareReturn();
        };
    }

    private int trailerLine(final byte b) {
        if (b == Octets.CR) {
            return next(Step.LAST_LINE_FEED);
        }
        if (!Octets.is(b, Octets.TOKEN)) {
            return fail(FieldScanner.lineStartRule(b), 1);
        }
        return ++trailerFields > limits.maxFields() ? fail(Violation.TOO_MANY_FIELDS, 1) : next(Step.TRAILER_NAME);
    }

    private int trailerName(final byte b) {
        if (Octets.is(b, Octets.TOKEN)) {
            return MORE;
        }
        return b == ':' ? next(Step.TRAILER_VALUE) : fail(FieldScanner.nameRule(b), 1);
    }

    private int trailerValue(final byte b) {
        if (Octets.is(b, Octets.VALUE)) {
            return MORE;
        }
        if (b == Octets.CR) {
            return next(Step.TRAILER_LINE_FEED);
        }
        return fail(b == Octets.LF ? Violation.BARE_LF : Violation.VALUE_CHARACTER, 1);
    }

    private int next(final Step step) {
        this.step = step;
        return MORE;
    }

    private int bareReturn() {
        return fail(Violation.BARE_CR, 2);
    }

    private int fail(final Violation rule, final int back) {
        violation = rule;
        violationBack = back;
        return BAD;
    }
}

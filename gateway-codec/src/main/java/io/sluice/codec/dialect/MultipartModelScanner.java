package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Push parser that finds the form fields {@code model} and {@code stream} of a {@code multipart/form-data} body (RFC 7578)
 * while its parts pass. Files are skipped, nothing of them is kept. Confined to one thread; {@link #begin} makes it ready for
 * another body; allocates nothing after construction.
 *
 * <p>States: PREAMBLE > BOUNDARY > HEAD > VALUE > BOUNDARY … > END; BROKEN takes whatever else comes.
 */
public final class MultipartModelScanner {
    /** Longest value of {@code model}, in bytes. */
    public static final int MAX_VALUE = 256;

    private static final byte[] TRUE = Names.of("true");

    private enum State {
        PREAMBLE,
        BOUNDARY,
        HEAD,
        VALUE,
        END,
        BROKEN
    }

    private final MultipartDelimiter delimiter = new MultipartDelimiter();
    private final PartHead head = new PartHead();
    private final byte[] value = new byte[MAX_VALUE];
    private final byte[] model = new byte[MAX_VALUE];

    private State state = State.BROKEN;
    private String failure = "no multipart body was begun";
    private int dashes;
    private boolean afterCarriageReturn;
    private long consumed;
    private long valueLength;
    private long valueStart;
    private int modelLength = -1;
    private long modelStart = -1;
    private long modelEnd = -1;
    private boolean duplicate;
    private boolean streaming;

    /**
     * Begins a body.
     *
     * @param contentType borrowed; the value of the request's content type
     * @return false when it's no {@code multipart/form-data} with a usable boundary; nothing can be scanned then
     */
    public boolean begin(ByteBuf contentType, int index, int length) {
        state = State.PREAMBLE;
        failure = "";
        consumed = 0;
        modelLength = -1;
        modelStart = -1;
        modelEnd = -1;
        duplicate = false;
        streaming = false;
        if (!delimiter.read(contentType, index, index + length)) {
            fail("expected multipart/form-data with a boundary");
            return false;
        }
        delimiter.restart(true);
        return true;
    }

    /** Scans the next bytes of the body. The buffer is borrowed and its indices stay untouched. */
    public void feed(ByteBuf in, int index, int length) {
        final int end = index + length;
        int at = index;
        while (at < end) {
            at = step(in, at, end, consumed + at - index);
        }
        consumed += length;
    }

    /** The value of {@code model} has come to its end. */
    public boolean isFound() {
        return modelLength >= 0;
    }

    /** The body has come to its closing delimiter. */
    public boolean isEnded() {
        return state == State.END;
    }

    public boolean failed() {
        return state == State.BROKEN;
    }

    /** What was wrong, as half a sentence for the client; empty if nothing was. */
    public String failure() {
        return failure;
    }

    /** {@code model} came more than once so far; the first one is told. */
    public boolean duplicate() {
        return duplicate;
    }

    /** {@code stream} was {@code true} in the parts seen so far. */
    public boolean isStreaming() {
        return streaming;
    }

    /** Bytes fed so far. */
    public long consumed() {
        return consumed;
    }

    /** Body offset of the model's first byte, -1 if it wasn't found. */
    public long modelStart() {
        return modelStart;
    }

    /** Body offset behind the model's last byte, -1 if it wasn't found. */
    public long modelEnd() {
        return modelEnd;
    }

    /** Copies the model's name. Returns its length, or -1 if there is none or it doesn't fit. */
    public int copyModel(byte[] into) {
        if (modelLength < 0 || modelLength > into.length) {
            return -1;
        }
        System.arraycopy(model, 0, into, 0, modelLength);
        return modelLength;
    }

    /** The model's name as text, empty if there is none. Allocates. */
    public String model() {
        return isFound() ? new String(model, 0, modelLength, StandardCharsets.UTF_8) : "";
    }

    private int step(ByteBuf in, int at, int end, long offset) {
        return switch (state) {
            case PREAMBLE -> preamble(in.getByte(at), at);
            case BOUNDARY -> boundary(in.getByte(at), at);
            case HEAD -> head(in.getByte(at), at, offset);
            case VALUE -> value(in, at, end, offset);
            case END, BROKEN -> end;
        };
    }

    private int preamble(byte b, int at) {
        if (delimiter.completes(b)) {
            beginBoundary();
        }
        return at + 1;
    }

    private void beginBoundary() {
        state = State.BOUNDARY;
        dashes = 0;
        afterCarriageReturn = false;
    }

    /** Behind a delimiter: two dashes end the body, else a line end begins a part. */
    private int boundary(byte b, int at) {
        if (b == '-' && !afterCarriageReturn) {
            dashes++;
            if (dashes == 2) {
                state = State.END;
            }
        } else if (b == '\r' && dashes == 0 && !afterCarriageReturn) {
            afterCarriageReturn = true;
        } else if (b == '\n' && afterCarriageReturn) {
            state = State.HEAD;
            head.reset();
        } else {
            fail("expected a line end behind the multipart boundary");
        }
        return at + 1;
    }

    private int head(byte b, int at, long offset) {
        if (head.completes(b)) {
            if (head.field() == PartHead.Field.UNCLEAR) {
                fail("the head of a multipart part is malformed, longer than " + PartHead.MAX_LENGTH
                        + " bytes, or can be read in more than one way");
                return at + 1;
            }
            state = State.VALUE;
            valueLength = 0;
            valueStart = offset + 1;
            delimiter.restart(false);
        }
        return at + 1;
    }

    private int value(ByteBuf in, int from, int end, long offset) {
        final boolean kept = head.field() != PartHead.Field.OTHER;
        int at = from;
        while (at < end) {
            if (!kept && delimiter.isOut()) {
                at = in.indexOf(at, end, (byte) '\r');
                if (at < 0) {
                    return end;
                }
            }
            final byte b = in.getByte(at++);
            if (kept) {
                keep(b);
            }
            if (delimiter.completes(b)) {
                endValue(offset + at - from);
                return at;
            }
        }
        return at;
    }

    /** Keeps a field's byte, those of the delimiter behind it as well: they are cut off at the end. */
    private void keep(byte b) {
        if (valueLength < MAX_VALUE) {
            value[(int) valueLength] = b;
        }
        valueLength++;
    }

    private void endValue(long offset) {
        beginBoundary();
        final long length = valueLength - delimiter.length();
        if (head.field() == PartHead.Field.MODEL) {
            endModel(length, offset - delimiter.length());
        } else if (head.field() == PartHead.Field.STREAM) {
            streaming = length == TRUE.length && Arrays.equals(value, 0, TRUE.length, TRUE, 0, TRUE.length);
        }
    }

    private void endModel(long length, long offset) {
        if (isFound()) {
            duplicate = true;
        } else if (length > MAX_VALUE) {
            fail("the form field model is longer than " + MAX_VALUE + " bytes");
        } else {
            modelLength = (int) length;
            modelStart = valueStart;
            modelEnd = offset;
            System.arraycopy(value, 0, model, 0, modelLength);
        }
    }

    private void fail(String what) {
        state = State.BROKEN;
        failure = what;
    }
}

package io.sluice.codec.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Push parser that finds the elements of one JSON array of objects as it arrives: a Gemini stream that wasn't asked for as
 * events. Looks at brackets and strings only, the elements themselves are for {@link StreamInspector#data}. A body that is one
 * object instead of an array (an error) is shown as one element. An element that lies in one read is shown without a copy,
 * another is gathered up to a bound. Confined to one thread, allocates nothing after the first gathered element.
 *
 * <p>States: OUTSIDE > ARRAY > (ELEMENT > ARRAY)* > CLOSED, or OUTSIDE > ELEMENT > CLOSED; BROKEN takes whatever else comes.
 */
public final class JsonArrayScanner {
    /** Receives the elements, in order, while the scanner is fed. */
    public interface Sink {
        /**
         * @param data borrowed; the element, {@code dataLength} bytes at {@code dataIndex}
         * @param oversized the element is larger than the bound: there is no data
         * @param endIndex index in the buffer being fed, just behind the element
         */
        void element(ByteBuf data, int dataIndex, int dataLength, boolean oversized, int endIndex);
    }

    private enum State {
        OUTSIDE,
        ARRAY,
        ELEMENT,
        CLOSED,
        BROKEN
    }

    private final int maxInside;
    private final Sink sink;

    private State state = State.OUTSIDE;
    private boolean inArray;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private byte[] gathered = {};
    private int gatheredLength;
    private boolean oversized;

    /** @param maxInside largest element that is shown, in bytes */
    public JsonArrayScanner(int maxInside, Sink sink) {
        this.maxInside = maxInside;
        this.sink = sink;
    }

    public void reset() {
        state = State.OUTSIDE;
        inArray = false;
        depth = 0;
        inString = false;
        escaped = false;
        gatheredLength = 0;
        oversized = false;
    }

    /** True once the document's last bracket was seen: nothing of it is missing. */
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /** True when the body isn't an array of objects; nothing more is shown. */
    public boolean isBroken() {
        return state == State.BROKEN;
    }

    /** Scans the next bytes. The buffer is borrowed and its indices stay untouched. */
    public void feed(ByteBuf in, int index, int length) {
        final int end = index + length;
        int at = index;
        while (at < end) {
            at = state == State.ELEMENT ? element(in, at, end) : between(in, at);
        }
    }

    private int between(ByteBuf in, int at) {
        final byte b = in.getByte(at);
        if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
            return at + 1;
        }
        switch (b) {
            case '{' -> {
                if (state == State.OUTSIDE || state == State.ARRAY) {
                    state = State.ELEMENT;
                    return at;
                }
            }
            case '[' -> {
                if (state == State.OUTSIDE) {
                    state = State.ARRAY;
                    inArray = true;
                    return at + 1;
                }
            }
            case ',' -> {
                if (state == State.ARRAY) {
                    return at + 1;
                }
            }
            case ']' -> {
                if (state == State.ARRAY) {
                    state = State.CLOSED;
                    return at + 1;
                }
            }
            default -> {
                state = State.BROKEN;
                return at + 1;
            }
        }
        state = State.BROKEN;
        return at + 1;
    }

    private int element(ByteBuf in, int start, int end) {
        for (int at = start; at < end; at++) {
            if (closes(in.getByte(at))) {
                show(in, start, at + 1);
                return at + 1;
            }
        }
        gather(in, start, end - start);
        return end;
    }

    /** Takes one byte of an element; true when it was its last. */
    private boolean closes(byte b) {
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else if (b == '"') {
                inString = false;
            }
            return false;
        }
        switch (b) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> depth--;
            default -> {}
        }
        return depth == 0;
    }

    private void show(ByteBuf in, int start, int end) {
        state = inArray ? State.ARRAY : State.CLOSED;
        if (gatheredLength > 0 || oversized) {
            gather(in, start, end - start);
            final ByteBuf whole = oversized ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(gathered);
            sink.element(whole, 0, oversized ? 0 : gatheredLength, oversized, end);
        } else {
            final boolean tooLarge = end - start > maxInside;
            sink.element(tooLarge ? Unpooled.EMPTY_BUFFER : in, start, tooLarge ? 0 : end - start, tooLarge, end);
        }
        gatheredLength = 0;
        oversized = false;
    }

    private void gather(ByteBuf in, int index, int length) {
        if (oversized || gatheredLength + length > maxInside) {
            oversized = true;
            return;
        }
        if (gatheredLength + length > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.min(maxInside, 2 * (gatheredLength + length)));
        }
        in.getBytes(index, gathered, gatheredLength, length);
        gatheredLength += length;
    }
}

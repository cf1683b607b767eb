package io.sluice.codec.sse;

import io.netty.buffer.ByteBuf;

/**
 * Push parser of an event stream, by the grammar of the HTML standard: CR, LF and CRLF end lines in any mixture, across any cut. Tells where each event ends and what
 * its data and name are; unknown fields are ignored. It can't fail: every sequence of bytes is some stream. Owned by one thread; allocates nothing per event.
 *
 * <p>An event in one read with one data line is shown without a copy. Otherwise its data is gathered in one internal buffer of at most {@code maxInside} bytes; a larger
 * event is still found and reported, only without its data. A bound of 0 makes this a pure finder of event ends.
 *
 * <p>States: LINE_START > NAME > VALUE_START > DATA | EVENT | IGNORED > LINE_START; BOM may come once, before the first line.
 */
public final class SseScanner {
    /** Longest event name that is looked at, in bytes; vendors use at most 50. */
    static final int MAX_NAME = 256;

    private static final int DATA_WORD = 'd' | 'a' << 8 | 't' << 16 | 'a' << 24;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private enum State {
        BOM,
        LINE_START,
        NAME,
        VALUE_START,
        DATA,
        EVENT,
        IGNORED
    }

    private enum Field {
        DATA("data"),
        EVENT("event");

        private final String letters;

        Field(String letters) {
            this.letters = letters;
        }
    }

    private final SseSink sink;
    private final SseEvent event = new SseEvent();
    private final FieldValue data;
    private final FieldValue name = new FieldValue(MAX_NAME);

    private State state = State.BOM;
    private Field candidate = Field.DATA;
    private int matched;
    private boolean hasData;
    private boolean afterCarriageReturn;
    private long blockLength;
    private int blockIndex;

    /** @param maxInside largest data that is shown to the sink, in bytes */
    public SseScanner(int maxInside, SseSink sink) {
        this.data = new FieldValue(maxInside);
        this.sink = sink;
    }

    /** Scans the next bytes of the stream. The buffer is borrowed, its indices stay untouched, and it need not stay valid after return. */
    public void feed(ByteBuf in, int index, int length) {
        final int end = index + length;
        int at = index;
        blockIndex = index;
        while (at < end) {
            at = afterCarriageReturn ? lineFeed(in, at) : step(in, at, end);
        }
        blockLength += end - blockIndex;
        data.settle();
        name.settle();
    }

    /** The stream has ended: a last block without its blank line is reported with endIndex -1. */
    public void finish() {
        if (atBoundary()) {
            return;
        }
        if (state == State.NAME) {
            valueOf(candidate, matched);
        }
        endBlock(-1);
    }

    /** Nothing of a next block has arrived; a line feed may still be owed to the last one. */
    public boolean atBoundary() {
        return blockLength == 0;
    }

    /**
     * The last block ended in a carriage return at the very end of a read. If the next byte is a line feed, it belongs to that block's last line and shares its fate.
     * The block was reported at once, since a lone carriage return ends a line too.
     */
    public boolean awaitsLineFeed() {
        return afterCarriageReturn && blockLength == 0;
    }

    /** Makes it ready for another stream. */
    public void reset() {
        close();
    }

    /** Forgets the stream and gives back memory. */
    public void close() {
        data.shrink();
        name.shrink();
        state = State.BOM;
        matched = 0;
        hasData = false;
        afterCarriageReturn = false;
        blockLength = 0;
    }

    private int lineFeed(ByteBuf in, int at) {
        afterCarriageReturn = false;
        if (in.getByte(at) != '\n') {
            return at;
        }
        if (blockLength == 0 && blockIndex == at) {
            blockIndex = at + 1;
        }
        return at + 1;
    }

    private int step(ByteBuf in, int at, int end) {
        return switch (state) {
            case BOM -> byteOrderMark(in, at);
            case LINE_START -> lineStart(in, at, end);
            case NAME -> name(in, at);
            case VALUE_START -> valueStart(in, at);
            case DATA -> value(in, at, end, data);
            case EVENT -> value(in, at, end, name);
            case IGNORED -> ignored(in, at, end);
        };
    }

    private int byteOrderMark(ByteBuf in, int at) {
        if (in.getByte(at) != BYTE_ORDER_MARK[matched]) {
            state = matched == 0 ? State.LINE_START : State.IGNORED;
            return at;
        }
        matched++;
        if (matched == BYTE_ORDER_MARK.length) {
            state = State.LINE_START;
        }
        return at + 1;
    }

    private int lineStart(ByteBuf in, int at, int end) {
        if (end - at > 5 && in.getIntLE(at) == DATA_WORD && in.getByte(at + 4) == ':') {
            beginData();
            return in.getByte(at + 5) == ' ' ? at + 6 : at + 5;
        }
        final byte b = in.getByte(at);
        switch (b) {
            case '\n', '\r' -> {
                final int next = endLine(in, at, end);
                endBlock(next);
                return next;
            }
            case 'd' -> candidate = Field.DATA;
            case 'e' -> candidate = Field.EVENT;
            default -> {
                state = State.IGNORED;
                return at;
            }
        }
        state = State.NAME;
        matched = 1;
        return at + 1;
    }

    private int name(ByteBuf in, int at) {
        final byte b = in.getByte(at);
        if (b == '\n' || b == '\r') {
            valueOf(candidate, matched);
            state = State.IGNORED;
            return at;
        }
        if (matched == candidate.letters.length()) {
            if (b != ':') {
                state = State.IGNORED;
                return at;
            }
            valueOf(candidate, matched);
            return at + 1;
        }
        if (b != candidate.letters.charAt(matched)) {
            state = State.IGNORED;
            return at;
        }
        matched++;
        return at + 1;
    }

    private void valueOf(Field field, int length) {
        if (length != field.letters.length()) {
            return;
        }
        if (field == Field.DATA) {
            beginData();
        } else {
            name.clear();
        }
        state = State.VALUE_START;
    }

    private void beginData() {
        if (hasData) {
            data.append((byte) '\n');
        }
        hasData = true;
        candidate = Field.DATA;
        state = State.DATA;
    }

    private int valueStart(ByteBuf in, int at) {
        state = candidate == Field.DATA ? State.DATA : State.EVENT;
        return in.getByte(at) == ' ' ? at + 1 : at;
    }

    private int value(ByteBuf in, int at, int end, FieldValue value) {
        final int stop = LineEnds.find(in, at, end);
        value.append(in, at, stop - at);
        return stop == end ? end : endLine(in, stop, end);
    }

    private int ignored(ByteBuf in, int at, int end) {
        final int stop = LineEnds.find(in, at, end);
        return stop == end ? end : endLine(in, stop, end);
    }

    private int endLine(ByteBuf in, int at, int end) {
        state = State.LINE_START;
        if (in.getByte(at) == '\n') {
            return at + 1;
        }
        if (at + 1 == end) {
            afterCarriageReturn = true;
            return end;
        }
        return in.getByte(at + 1) == '\n' ? at + 2 : at + 1;
    }

    private void endBlock(int endIndex) {
        final long rawLength = endIndex < 0 ? blockLength : blockLength + (endIndex - blockIndex);
        final boolean oversized = data.overflowed() || name.overflowed();
        if (oversized) {
            event.clear();
        } else {
            event.data(data.buffer(), data.index(), data.length());
            event.name(name.buffer(), name.index(), name.length());
        }
        event.kind(!hasData, oversized, rawLength);
        sink.event(event, endIndex);
        event.clear();
        data.clear();
        name.clear();
        hasData = false;
        state = State.LINE_START;
        blockLength = 0;
        blockIndex = endIndex;
    }
}

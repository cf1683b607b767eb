package io.sluice.codec.sse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Flyweight over one event, valid during the sink call. Its buffers are borrowed: read them by index, never move their indices or release them. */
public final class SseEvent {
    private ByteBuf data = Unpooled.EMPTY_BUFFER;
    private int dataIndex;
    private int dataLength;
    private ByteBuf name = Unpooled.EMPTY_BUFFER;
    private int nameIndex;
    private int nameLength;
    private boolean comment;
    private boolean oversized;
    private long rawLength;

    SseEvent() {}

    /** The block had no data field: comments, a lone id or retry, or nothing at all. A browser would see no event. */
    public boolean isComment() {
        return comment;
    }

    /** The data (or the event's name) is larger than the scanner's bound for looking inside: neither is available. */
    public boolean isOversized() {
        return oversized;
    }

    /** Holds {@link #dataLength()} bytes at {@link #dataIndex()}: the data lines joined by LF. */
    public ByteBuf data() {
        return data;
    }

    public int dataIndex() {
        return dataIndex;
    }

    public int dataLength() {
        return dataLength;
    }

    public boolean dataIs(byte[] expected) {
        return same(data, dataIndex, dataLength, expected);
    }

    /** The data as text, for messages and tests: allocates. */
    public String dataText() {
        return data.toString(dataIndex, dataLength, StandardCharsets.UTF_8);
    }

    /** Holds {@link #nameLength()} bytes at {@link #nameIndex()}: the value of the last event field. */
    public ByteBuf name() {
        return name;
    }

    public int nameIndex() {
        return nameIndex;
    }

    /** 0 when the event has no name. */
    public int nameLength() {
        return nameLength;
    }

    public boolean nameIs(byte[] expected) {
        return same(name, nameIndex, nameLength, expected);
    }

    /** The name as text, for messages and tests: allocates. */
    public String nameText() {
        return name.toString(nameIndex, nameLength, StandardCharsets.UTF_8);
    }

    /**
     * Bytes of the block on the wire, with its blank line. {@code endIndex - rawLength()} is where it began, if that lies in the buffer being fed.
     * A line feed that arrives in a later read than the carriage return before it, behind the end of a block, counts to no block: see {@link SseScanner#awaitsLineFeed}.
     */
    public long rawLength() {
        return rawLength;
    }

    void data(ByteBuf buf, int index, int length) {
        data = buf;
        dataIndex = index;
        dataLength = length;
    }

    void name(ByteBuf buf, int index, int length) {
        name = buf;
        nameIndex = index;
        nameLength = length;
    }

    void kind(boolean noData, boolean tooLarge, long bytes) {
        comment = noData;
        oversized = tooLarge;
        rawLength = bytes;
    }

    void clear() {
        data(Unpooled.EMPTY_BUFFER, 0, 0);
        name(Unpooled.EMPTY_BUFFER, 0, 0);
    }

    private static boolean same(ByteBuf buf, int index, int length, byte[] expected) {
        if (length != expected.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buf.getByte(index + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}

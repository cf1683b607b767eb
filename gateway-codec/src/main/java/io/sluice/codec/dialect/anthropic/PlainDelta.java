package io.sluice.codec.dialect.anthropic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;

/**
 * Recognises a delta that is written as the vendor writes it, member by member in its order: almost all of a stream, read by comparing instead
 * of parsing. As strict as the cursor: whatever isn't exactly so is left to it.
 */
final class PlainDelta {
    private static final int MAX_INDEX_DIGITS = 9;
    private static final ByteBuf HEAD = bytes("{\"type\":\"content_block_delta\",\"index\":");
    private static final ByteBuf[] KINDS = {
        bytes(",\"delta\":{\"type\":\"text_delta\",\"text\":"),
        bytes(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"),
        bytes(",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":"),
    };
    private static final StreamEvent.Delta[] DELTAS = {
        StreamEvent.Delta.TEXT_DELTA, StreamEvent.Delta.INPUT_JSON_DELTA, StreamEvent.Delta.THINKING_DELTA
    };

    private StreamEvent.Delta delta = StreamEvent.Delta.UNKNOWN;

    private static ByteBuf bytes(String ascii) {
        return Unpooled.wrappedBuffer(Json.ascii(ascii));
    }

    /** What kind it is, once one was recognised. */
    StreamEvent.Delta delta() {
        return delta;
    }

    /** Returns true when it is one: then the cursor is at its content. */
    boolean read(ByteBuf data, int index, int length, JsonCursor cursor) {
        final int end = index + length;
        if (!startsWith(HEAD, data, index, end)) {
            return false;
        }
        final int afterIndex = afterNumber(data, index + HEAD.capacity(), end);
        for (int kind = 0; afterIndex > 0 && kind < KINDS.length; kind++) {
            if (startsWith(KINDS[kind], data, afterIndex, end)) {
                delta = DELTAS[kind];
                return content(data, afterIndex + KINDS[kind].capacity(), end, cursor);
            }
        }
        return false;
    }

    private static boolean startsWith(ByteBuf expected, ByteBuf data, int index, int end) {
        return end - index >= expected.capacity() && ByteBufUtil.equals(expected, 0, data, index, expected.capacity());
    }

    /** Behind the digits; -1 when they are no number as JSON has it. */
    private static int afterNumber(ByteBuf data, int index, int end) {
        int at = index;
        while (at < end && at - index < MAX_INDEX_DIGITS && isDigit(data.getByte(at))) {
            at++;
        }
        final boolean padded = at - index > 1 && data.getByte(index) == '0';
        return at == index || padded ? -1 : at;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean content(ByteBuf data, int index, int end, JsonCursor cursor) {
        cursor.wrap(data, index, end - index);
        return cursor.next() == JsonToken.STRING && isClosed(data, cursor.valueIndex() + cursor.valueLength() + 1, end);
    }

    /** Two braces and spaces are all that is left. */
    private static boolean isClosed(ByteBuf data, int index, int end) {
        int braces = 0;
        for (int at = index; at < end; at++) {
            final byte b = data.getByte(at);
            if (b == '}') {
                braces++;
            } else if (b != ' ') {
                return false;
            }
        }
        return braces == 2;
    }
}

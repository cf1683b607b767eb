package io.sluice.codec.dialect.anthropic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.CallIds;
import io.sluice.codec.dialect.neutral.Event;
import io.sluice.codec.dialect.neutral.HalfCharacters;
import io.sluice.codec.dialect.neutral.Seal;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Writes the blocks of a stream, one open at a time: opens what is needed, closes what is in the way, numbers them. Reused. */
final class StreamBlocks {
    private enum Open {
        NOTHING,
        TEXT,
        THINKING,
        CALL
    }

    private static final byte[] START =
            Json.ascii("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":");
    private static final byte[] START_TEXT = Json.ascii(",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
    private static final byte[] START_THINKING =
            Json.ascii(",\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n");
    private static final byte[] START_REDACTED =
            Json.ascii(",\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"");
    private static final byte[] START_CALL = Json.ascii(",\"content_block\":{\"type\":\"tool_use\",\"id\":\"");
    private static final byte[] CALL_NAME = Json.ascii("\",\"name\":\"");
    private static final byte[] CALL_INPUT = Json.ascii("\",\"input\":{}}}\n\n");
    private static final byte[] DELTA =
            Json.ascii("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
    private static final byte[] TEXT = Json.ascii(",\"delta\":{\"type\":\"text_delta\",\"text\":\"");
    private static final byte[] THINKING = Json.ascii(",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"");
    private static final byte[] SIGNATURE = Json.ascii(",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"");
    private static final byte[] ARGUMENTS = Json.ascii(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"");
    private static final byte[] STRING_END = Json.ascii("\"}}\n\n");
    private static final byte[] STOP =
            Json.ascii("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":");
    private static final byte[] STOP_END = Json.ascii("}\n\n");
    private static final byte[] PING = Json.ascii("event: ping\ndata: {\"type\":\"ping\"}\n\n");

    /** Longest beginning of a delta, with room for the block's number. */
    private static final int MAX_PREFIX = 160;

    private final byte[] prefix = new byte[MAX_PREFIX];
    private final ByteBuf prefixOut = Unpooled.wrappedBuffer(prefix);
    private final HalfCharacters halves = new HalfCharacters();
    private final JsonWriter number = new JsonWriter();

    private Work work = new Work();
    private Open open = Open.NOTHING;
    private int index;
    private int calls;
    private long writtenLength;

    void begin(Work of) {
        work = of;
        open = Open.NOTHING;
        halves.clear();
        index = -1;
        calls = 0;
        writtenLength = 0;
    }

    /** How many calls were told. */
    int calls() {
        return calls;
    }

    /** Bytes of all that the model said. */
    long writtenLength() {
        return writtenLength;
    }

    void text(JsonString text, ByteBuf out) {
        if (open != Open.TEXT) {
            open(Open.TEXT, TEXT, out);
            out.writeBytes(START_TEXT);
            ping(out);
        }
        writtenLength += text.length();
        delta(halves.join(text), out);
    }

    void reasoning(JsonString text, ByteBuf out) {
        if (open != Open.THINKING) {
            openThinking(out);
        }
        writtenLength += text.length();
        delta(halves.join(text), out);
    }

    private void openThinking(ByteBuf out) {
        open(Open.THINKING, THINKING, out);
        out.writeBytes(START_THINKING);
        ping(out);
    }

    /** The mark ends the reasoning it stands on; without any it gets a block of its own. */
    void seal(Seal seal, ByteBuf out) {
        if (Signatures.isRedacted(seal)) {
            open(Open.NOTHING, TEXT, out);
            out.writeBytes(START_REDACTED);
            seal.value().writeTo(out);
            out.writeBytes(STRING_END);
            ping(out);
            stop(out);
            return;
        }
        if (open != Open.THINKING) {
            openThinking(out);
        }
        closeThinking(seal, out);
    }

    void callStart(Event.CallStart call, ByteBuf out) {
        open(Open.CALL, ARGUMENTS, out);
        out.writeBytes(START_CALL);
        final JsonString id = call.id().isEmpty() ? CallIds.made(work, call.call()) : CallIds.clean(call.id());
        id.writeTo(out);
        out.writeBytes(CALL_NAME);
        call.name().writeTo(out);
        out.writeBytes(CALL_INPUT);
        ping(out);
        calls++;
    }

    void callArgs(JsonString fragment, ByteBuf out) {
        if (open == Open.CALL) {
            writtenLength += fragment.length();
            delta(halves.join(fragment), out);
        }
    }

    /** Ends the block that is open, if one is. */
    void close(ByteBuf out) {
        switch (open) {
            case NOTHING -> {}
            case TEXT -> {
                delta(halves.rest(), out);
                stop(out);
            }
            case CALL -> {
                delta(halves.rest(), out);
                stop(out);
            }
            case THINKING -> closeThinking(null, out);
        }
    }

    private void closeThinking(@Nullable Seal seal, ByteBuf out) {
        delta(halves.rest(), out);
        prepare(SIGNATURE);
        delta(Signatures.told(seal), out);
        stop(out);
    }

    private void open(Open next, byte[] kind, ByteBuf out) {
        close(out);
        open = next;
        index++;
        prepare(kind);
        out.writeBytes(START);
        number.begin(out).number(index);
    }

    private void stop(ByteBuf out) {
        open = Open.NOTHING;
        out.writeBytes(STOP);
        number.begin(out).number(index);
        out.writeBytes(STOP_END);
    }

    /** What all deltas of a block begin with is put together once. */
    private void prepare(byte[] kind) {
        prefixOut.clear().writeBytes(DELTA);
        number.begin(prefixOut).number(index);
        prefixOut.writeBytes(kind);
    }

    private void delta(JsonString content, ByteBuf out) {
        if (!content.isEmpty()) {
            out.writeBytes(prefix, 0, prefixOut.writerIndex());
            content.writeTo(out);
            out.writeBytes(STRING_END);
        }
    }

    /** As the vendor does: one behind the beginning of the first block. */
    private void ping(ByteBuf out) {
        if (index == 0) {
            out.writeBytes(PING);
        }
    }
}
